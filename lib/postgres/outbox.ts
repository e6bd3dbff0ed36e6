import { type Notice, type NoticeType, type Outbox, subjectOf } from "../outbox.ts";
import type { Statements } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

/** Told only to those who were told that the alert was triggered. */
const FOLLOW_UPS: readonly NoticeType[] = ["alert.acknowledged", "alert.resolved"];

/** The outbox in Postgres, so that a notice outlives the server that posted it. */
export class PostgresOutbox implements Outbox {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  async post(notices: readonly Notice[]): Promise<void> {
    const followUps = notices.filter(({ type }) => FOLLOW_UPS.includes(type));
    const others = notices.filter((notice) => !followUps.includes(notice));
    // One after the other: a follow-up looks for what another server may have posted just now.
    if (others.length > 0) await this.#post(others, false);
    if (followUps.length > 0) await this.#post(followUps, true);
  }

  async #post(notices: readonly Notice[], isFollowUp: boolean): Promise<void> {
    const sql = this.#sql;
    const rows = notices.map((notice) => ({ ...notice, subject: subjectOf(notice), notice }));
    await orUnavailable(() =>
      sql`
        with severities as (
          select name, rank from unnest('{info,warning,critical}'::text[]) with ordinality as s (name, rank)
        ), notices as (
          select key, type, at, subject, notice, (
            select rank from severities where name = notice -> 'data' ->> 'severity'
          ) as severity, n
          from rows from (json_to_recordset(${JSON.stringify(rows)}::text::json)
            as (key text, type text, at timestamptz, subject text, notice json)
          ) with ordinality as r (key, type, at, subject, notice, n)
        )
        insert into flashboard.deliveries (id, target, key, subject, notice)
        select 'msg_' || replace(gen_random_uuid()::text, '-', ''), t.id, key, subject, notice
        from notices as n join flashboard.targets as t
          on (t.disabled is null or ${isFollowUp}::boolean) and n.type = any(t.types)
        where (severity is null
            or severity >= (select rank from severities where name = t.least_severity))
          and ${
        isFollowUp
          ? sql`exists (select from flashboard.deliveries as d where d.target = t.id
              and d.key = 'alert.triggered:' || n.subject)`
          : sql`n.at >= t.created_at`
      }
        order by n.n, t.id
        on conflict (target, key) do nothing`
    );
  }
}
