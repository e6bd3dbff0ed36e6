import { hourOf, type SourceRecord } from "../source_record.ts";
import type { SourceStore } from "../sources_health.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

/** Hours that are kept: seven days are looked back at, from at most a day of silence. */
const KEPT_HOURS = 9 * 24;

interface Row extends Omit<SourceRecord, "failure" | "hours"> {
  failedAt: number | null;
  failure: string | null;
}

/** Records of sources in Postgres, so that all servers add to the same. */
export class PostgresSources implements SourceStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async add(records: readonly SourceRecord[]): Promise<void> {
    const rows = records.map(rowOf);
    const hours = records.flatMap(hoursOf);
    const oldest = Math.max(...hours.map(({ hour }) => hour), hourOf(0)) - KEPT_HOURS;
    await orUnavailable(() =>
      this.#sql`
        with hours as (
          insert into flashboard.source_hours as kept (source, hour, deliveries)
          select source, hour, deliveries
          from json_to_recordset(${JSON.stringify(hours)}::text::json)
            as r (source text, hour bigint, deliveries bigint)
          order by source, hour
          on conflict (source, hour) do update set deliveries = kept.deliveries + excluded.deliveries
        ), gone as (
          delete from flashboard.source_hours where hour < ${oldest}
        )
        insert into flashboard.sources as kept (source, deliveries, failures, failures_in_a_row,
          unsigned_in_a_row, unsigned_at, delivered_at, event_at, lag_ms, failed_at, failure)
        select source, deliveries, failures, "failuresInARow", "unsignedInARow", "unsignedAt",
          "deliveredAt", "eventAt", "lagMs", "failedAt", failure
        from json_to_recordset(${JSON.stringify(rows)}::text::json)
          as r (source text, deliveries bigint, failures bigint, "failuresInARow" bigint,
            "unsignedInARow" bigint, "unsignedAt" bigint, "deliveredAt" bigint, "eventAt" bigint,
            "lagMs" bigint, "failedAt" bigint, failure text)
        order by source
        on conflict (source) do update set
          deliveries = kept.deliveries + excluded.deliveries,
          failures = kept.failures + excluded.failures,
          failures_in_a_row =
            case when excluded.delivered_at >= kept.failed_at then 0 else kept.failures_in_a_row end
            + case when kept.delivered_at > excluded.failed_at then 0
                else excluded.failures_in_a_row end,
          unsigned_in_a_row =
            case when excluded.delivered_at >= kept.unsigned_at then 0 else kept.unsigned_in_a_row end
            + case when kept.delivered_at > excluded.unsigned_at then 0
                else excluded.unsigned_in_a_row end,
          unsigned_at = greatest(kept.unsigned_at, excluded.unsigned_at),
          (delivered_at, event_at, lag_ms) = (
            select l.d, l.e, l.l from (values
              (2, excluded.delivered_at, excluded.event_at, excluded.lag_ms),
              (1, kept.delivered_at, kept.event_at, kept.lag_ms)) as l (n, d, e, l)
            order by l.d desc nulls last, l.n desc limit 1),
          (failed_at, failure) = (
            select l.a, l.f from (values
              (2, excluded.failed_at, excluded.failure),
              (1, kept.failed_at, kept.failure)) as l (n, a, f)
            order by l.a desc nulls last, l.n desc limit 1)`
    );
  }

  all(): Promise<SourceRecord[]> {
    return orUnavailable(async () => {
      const rows = await this.#sql<(Row & Pick<SourceRecord, "hours">)[]>`
        select source, deliveries, failures, failures_in_a_row as "failuresInARow",
          unsigned_in_a_row as "unsignedInARow", unsigned_at as "unsignedAt",
          delivered_at as "deliveredAt", event_at as "eventAt", lag_ms as "lagMs",
          failed_at as "failedAt", failure,
          (select coalesce(json_object_agg(hour, h.deliveries), '{}')
            from flashboard.source_hours as h where h.source = s.source) as hours
        from flashboard.sources as s order by source`;
      return rows.map(({ failedAt, failure, ...row }) => ({
        ...row,
        failure: failedAt === null ? null : { at: failedAt, reason: failure ?? "" },
      }));
    });
  }
}

function rowOf({ failure, hours: _, ...rest }: SourceRecord): Row {
  return { ...rest, failedAt: failure?.at ?? null, failure: failure?.reason ?? null };
}

/** What came of a source in each hour. */
function hoursOf({ source, hours }: SourceRecord) {
  return Object.entries(hours).map(([hour, deliveries]) => {
    return { source, hour: Number(hour), deliveries };
  });
}
