import { ConfigError } from "../config.ts";
import type { Sql } from "./connect.ts";
import { transaction } from "./transaction.ts";

const FOLDER = new URL("./migrations/", import.meta.url);

/** The oldest Postgres that the SQL here was tried on. */
const OLDEST_VERSION = 15;

/**
 * Brings the schema up to date. Two servers that start together do it one after the other.
 *
 * @throws ConfigError when the server is older than Postgres 15.
 */
export async function migrate(sql: Sql): Promise<void> {
  const [server] = await sql`show server_version`;
  const version = String(server?.["server_version"]);
  if (Number.parseInt(version) < OLDEST_VERSION) {
    throw new ConfigError([
      `Postgres ${OLDEST_VERSION} or newer is needed: this one is ${version}`,
    ]);
  }
  await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('flashboard.migrate'))`;
    await tx`create schema if not exists flashboard`;
    await tx`create table if not exists flashboard.migrations (name text primary key)`;
    for (const name of await migrationNames()) {
      const [mine] = await tx`
        insert into flashboard.migrations values (${name}) on conflict do nothing returning name`;
      if (mine) await tx.unsafe(await Deno.readTextFile(new URL(name, FOLDER)));
    }
  });
}

async function migrationNames(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (name.endsWith(".sql")) names.push(name);
  }
  return names.sort();
}
