import type { GaugeStore } from "../gauges.ts";
import type { MinuteGauges } from "../history.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

/** Gauges in Postgres, one row a minute whichever server writes it. */
export class PostgresGauges implements GaugeStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async keep({ minute, activeUsers, unitsAtRisk }: MinuteGauges): Promise<void> {
    await orUnavailable(() =>
      this.#sql`
        insert into flashboard.gauges (minute, active_users, units_at_risk)
        values (${minute}, ${activeUsers}, ${unitsAtRisk}) on conflict (minute) do nothing`
    );
  }

  read(from: number, to: number): Promise<MinuteGauges[]> {
    return orUnavailable(async () => {
      const rows = await this.#sql<MinuteGauges[]>`
        select minute, active_users as "activeUsers", units_at_risk as "unitsAtRisk"
        from flashboard.gauges where minute >= ${from} and minute < ${to} order by minute`;
      return [...rows];
    });
  }

  async forget(before: number): Promise<void> {
    await orUnavailable(() => this.#sql`delete from flashboard.gauges where minute < ${before}`);
  }
}
