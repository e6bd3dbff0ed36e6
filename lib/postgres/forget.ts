import type { Sql } from "./connect.ts";

/** Answers forgotten in one step: few enough that a publisher never waits for it. */
const STEP = 2_000;

/** Forgets some of the answers kept before a time (ms since 1970 UTC); false when none was left. */
export async function forgetStep(sql: Sql, before: number): Promise<boolean> {
  const { count } = await sql`
    delete from flashboard.receipts where key in (
      select key from flashboard.receipts where at < ${new Date(before)} order by at limit ${STEP}
    )`;
  return count > 0;
}
