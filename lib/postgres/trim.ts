import type { TrimRule } from "../log.ts";
import type { Sql } from "./connect.ts";

/** Events looked at in one step: few enough that a publisher never waits for them to be deleted. */
const STEP = 2_000;

/** Up to which event the log was trimmed; 0 when it is whole. */
export async function trimmedTo(sql: Sql): Promise<number> {
  const [row] = await sql<{ seq: number }[]>`select seq from flashboard.trim`;
  return row?.seq ?? 0;
}

/**
 * Takes one step. The mark is moved before anything is deleted, so that a reader who misses events
 * always finds the mark that says so.
 */
export async function trimStep(sql: Sql, rule: TrimRule): Promise<boolean> {
  const [moved] = await sql<{ seq: number }[]>`
    with oldest as (
      select seq, at from flashboard.events
      where seq > (select seq from flashboard.trim) order by seq limit ${STEP}
    ), cut as (
      select max(seq) as seq from oldest
      where seq <= (select seq from flashboard.checkpoints where version = ${rule.version})
        and (at < ${dateOf(rule.olderThan)}
          or (at < ${dateOf(rule.crowdedBefore)}
            and seq <= (select head from flashboard.stream) - ${rule.keepEvents}::bigint))
    )
    update flashboard.trim set seq = cut.seq from cut where cut.seq > trim.seq returning trim.seq`;
  await sql`delete from flashboard.events where seq <= (select seq from flashboard.trim)`;
  return moved !== undefined;
}

function dateOf(ms: number): Date {
  return new Date(ms);
}
