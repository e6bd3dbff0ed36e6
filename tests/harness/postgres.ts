import postgres from "postgres";
import { migrate } from "../../lib/postgres/migrate.ts";
import { connect } from "../../lib/postgres/connect.ts";
import { programPath } from "./programs.ts";

/** The database to copy for one without Flashboard's tables. */
export const EMPTY = "template1";

/** The database whose copies the tests get: it has Flashboard's tables, and nothing in them. */
const WITH_TABLES = "flashboard";

export interface TestDatabaseOptions {
  /** The database to copy, to which nobody may be connected; default: one with empty tables. */
  template?: string;
}

/** A database of one test; disposing it (twice does no harm) drops it, whoever is connected. */
export interface TestDatabase extends AsyncDisposable {
  name: string;
  url: string;
}

/** Creates a database with a random name on the Postgres of this test run. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await createDatabase(name, options.template);
  return {
    name,
    url: databaseUrl(name),
    [Symbol.asyncDispose]: () => dropDatabase(name),
  };
}

/** Makes the database that tests get copies of: a copy costs half of what an empty one and its tables do. */
export async function makeTemplate(): Promise<void> {
  await createDatabase(WITH_TABLES, EMPTY);
  const sql = connect({ url: databaseUrl(WITH_TABLES) });
  try {
    await migrate(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Where a database of this test run is reached. */
export function databaseUrl(name: string): string {
  return new URL(`/${name}`, programPath("TEST_DATABASE_URL")).href;
}

function createDatabase(name: string, template = WITH_TABLES): Promise<void> {
  return administer((sql) =>
    sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`
  );
}

function dropDatabase(name: string): Promise<void> {
  return administer((sql) => sql`drop database if exists ${sql(name)} with (force)`);
}

async function administer(task: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(programPath("TEST_DATABASE_URL"), {
    max: 1,
    fetch_types: false,
    onnotice() {},
  });
  try {
    await task(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
