import type { Delivery, DeliveryStore, Settlement, Taken } from "../delivery.ts";
import type { Addressee } from "../target.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

/** More that is due waits for the next taking. */
const MOST_DUE = 200;
const FORGOTTEN_AT_A_TIME = 1_000;

/** What waits for targets, in Postgres. All times are of its clock: those of servers may differ. */
export class PostgresDeliveries implements DeliveryStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  take(leaseMs: number): Promise<Taken | null> {
    return orUnavailable(async () => {
      const taken = await this.#lease(leaseMs);
      if (!taken) return null;
      const { lease, ...to } = taken;
      return { to, lease, due: await this.#due(to.id) };
    });
  }

  async #lease(leaseMs: number) {
    const [row] = await this.#sql<(Addressee & { lease: string })[]>`
      with free as (
        select id from flashboard.targets as t
        where disabled is null
          and coalesce(greatest(taken_until, rests_until) <= now(), true)
          and exists (
            select from flashboard.deliveries as d
            where target = t.id and done_at is null and failed_at is null and next_at <= now()
              and not exists (
                select from flashboard.deliveries as before
                where before.target = t.id and before.done_at is null and before.failed_at is null
                  and before.subject = d.subject and before.no < d.no))
        limit 1 for update skip locked
      )
      update flashboard.targets as t set taken_until = now() + ${leaseMs}::float8 * interval '1 ms'
      from free where t.id = free.id
      returning t.id, t.kind, t.config, t.taken_until::text as lease`;
    return row;
  }

  async #due(target: string): Promise<Delivery[]> {
    const rows = await this.#sql<Delivery[]>`
      select id, notice, attempts from (
        select distinct on (subject) id, notice, attempts, next_at, no
        from flashboard.deliveries
        where target = ${target} and done_at is null and failed_at is null
        order by subject, no
      ) as first_of_each
      where next_at <= now() order by no limit ${MOST_DUE}`;
    return [...rows];
  }

  async settle({ ids, againInMs, ...settlement }: Settlement): Promise<void> {
    const sql = this.#sql;
    const { target, lease, result, detail, away, restMs } = settlement;
    const tried = ids.map((id, at) => ({ id, wait: againInMs[at] ?? null }));
    const isDone = result === "delivered";
    await orUnavailable(() =>
      sql`
        with tried as (
          select * from json_to_recordset(${JSON.stringify(tried)}::text::json)
            as (id text, wait double precision)
        ), settled as (
          update flashboard.deliveries as d set
            attempts = attempts + 1,
            done_at = case when ${isDone}::boolean then now() end,
            failed_at = case when tried.wait is null then now() end,
            next_at = now() + coalesce(tried.wait, 0) * interval '1 ms',
            error = ${detail}::text,
            away = ${away}::boolean
          from tried where d.id = tried.id and done_at is null
        ), at_once as (
          update flashboard.deliveries set next_at = now(), away = false
          where ${isDone}::boolean and target = ${target} and away and done_at is null and failed_at is null
            and id <> all(${ids}::text[])
        )
        update flashboard.targets set
          taken_until = case when taken_until::text <> ${lease} then taken_until end,
          rests_until = now() + ${restMs}::float8 * interval '1 ms',
          delivered_at = case when ${isDone}::boolean then now() else delivered_at end,
          failed_at = case when ${isDone}::boolean then failed_at else now() end,
          failure = coalesce(${detail}::text, failure),
          disabled = case when ${result === "gone"}::boolean then ${detail}::text else disabled end
        where id = ${target}`
    );
  }

  async forget(ageMs: number): Promise<boolean> {
    const gone = await orUnavailable(() =>
      this.#sql`
        delete from flashboard.deliveries where id in (
          select id from flashboard.deliveries
          where created_at < now() - ${ageMs}::float8 * interval '1 ms'
          order by created_at limit ${FORGOTTEN_AT_A_TIME})`
    );
    return gone.count > 0;
  }
}
