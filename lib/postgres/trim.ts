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
 * Takes one step, up to the first event that stays. The mark is moved before anything is deleted, so
 * that a reader who misses events always finds the mark that says so.
 */
export async function trimStep(sql: Sql, rule: TrimRule): Promise<boolean> {
  const [moved] = await sql<{ seq: number }[]>`
    with clock as (
      select least(now(), at) as now from flashboard.events order by seq desc limit 1
    ), oldest as (
      select seq, 1000 * extract(epoch from clock.now - at) as age_ms
      from clock, flashboard.events
      where seq > (select seq from flashboard.trim) order by seq limit ${STEP}
    ), judged as (
      select seq,
        seq <= coalesce((select seq from flashboard.checkpoints where version = ${rule.version}), 0)
        and (age_ms > ${rule.maxAgeMs}::float8
          or (age_ms > ${rule.crowdedAgeMs}::float8
            and seq <= (select head from flashboard.stream) - ${rule.keepEvents}::bigint)) as goes
      from oldest
    ), cut as (
      select coalesce(min(seq) filter (where not goes) - 1, max(seq)) as seq from judged
    )
    update flashboard.trim set seq = cut.seq from cut where cut.seq > trim.seq returning trim.seq`;
  await sql`delete from flashboard.events where seq <= (select seq from flashboard.trim)`;
  return moved !== undefined;
}
