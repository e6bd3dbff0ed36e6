import type postgres from "postgres";

/** Makes each commit of the log take a second, until the answer is called. */
export async function slowCommits(sql: postgres.Sql): Promise<() => Promise<void>> {
  await sql.unsafe(`
    create function slow() returns trigger language plpgsql as
      $$ begin perform pg_sleep(1); return null; end $$;
    create constraint trigger slow after update on flashboard.stream
      deferrable initially deferred for each row execute function slow()`);
  return async () => void await sql`drop function slow cascade`;
}

/** Whether such a commit is on its way, of the server that calls itself so to Postgres. */
export async function isCommitting(sql: postgres.Sql, name = "flashboard"): Promise<boolean> {
  const rows = await sql`
    select from pg_stat_activity where datname = current_database()
      and wait_event = 'PgSleep' and application_name = ${name}`;
  return rows.length > 0;
}
