import { hashKey, makeKey, prefixOf, type Scope } from "../lib/keys.ts";
import { PostgresKeys } from "../lib/postgres/keys.ts";
import { openPostgres } from "../lib/postgres/open.ts";

/** Makes a key in a shop's database, as `deno task keys create` does. */
export async function keyFor(url: string, ...scopes: Scope[]): Promise<string> {
  const sql = await openPostgres({ url }, () => {});
  const key = makeKey(scopes);
  const kept = { name: "test", prefix: prefixOf(key), scopes, createdAt: new Date().toISOString() };
  await new PostgresKeys(sql).add(hashKey(key), kept);
  await sql.end();
  return key;
}

/** What a person's browser calls itself. */
export const PERSON = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 " +
  "(KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
