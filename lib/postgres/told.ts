import type { Told } from "../telling.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

/** How far the log was told, in Postgres. */
export class PostgresTold implements Told {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  seq(): Promise<number> {
    return orUnavailable(async () => {
      const [row] = await this.#sql<{ seq: number }[]>`select seq from flashboard.told`;
      if (!row) throw new Error("flashboard.told has lost its row");
      return row.seq;
    });
  }

  async move(seq: number): Promise<void> {
    await orUnavailable(() =>
      this.#sql`update flashboard.told set seq = ${seq} where seq < ${seq}`
    );
  }
}
