import { hashKey, makeKey, prefixOf, type Scope } from "../lib/keys.ts";
import { connect } from "../lib/postgres/connect.ts";
import { PostgresKeys } from "../lib/postgres/keys.ts";

/** Keeps a new key of one scope in a database, under the scope's name, and returns it. */
export async function keepKey(database: string, scope: Scope): Promise<string> {
  const key = makeKey([scope]);
  const createdAt = new Date().toISOString();
  const kept = { name: scope, prefix: prefixOf(key), scopes: [scope], createdAt };
  await withKeys(database, (keys) => keys.add(hashKey(key), kept));
  return key;
}

/** Forgets the keys of a name. */
export async function revokeKeys(database: string, name: string): Promise<void> {
  await withKeys(database, (keys) => keys.remove(name));
}

async function withKeys(url: string, task: (keys: PostgresKeys) => Promise<unknown>) {
  const sql = connect({ url });
  await task(new PostgresKeys(sql));
  await sql.end();
}
