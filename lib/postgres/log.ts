import type { LogEvent, Position } from "../event.ts";
import type { Publication } from "../command.ts";
import type { LedgerOptions, MinuteTotals } from "../ledger_state.ts";
import type { Checkpoint, Committed, Log, TrimRule } from "../log.ts";
import { Commits } from "./commits.ts";
import type { Sql } from "./connect.ts";
import { forgetStep } from "./forget.ts";
import { orUnavailable } from "./outage.ts";
import { trimmedTo, trimStep } from "./trim.ts";

/** The log in Postgres, real or embedded. */
export class PostgresLog implements Log {
  readonly #sql: Sql;
  readonly #commits: Commits;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.#commits = new Commits(sql);
  }

  commit(batch: readonly Publication[], options: LedgerOptions): Promise<Committed> {
    return orUnavailable(() => this.#commits.commit(batch, options));
  }

  head(): Promise<Position> {
    return orUnavailable(async () => {
      const [row] = await this.#sql<Position[]>`
        select epoch, head as seq from flashboard.stream`;
      if (!row) throw new Error("flashboard.stream has lost its row");
      return { epoch: row.epoch, seq: row.seq };
    });
  }

  read(after: number, limit: number, channels?: readonly string[]): Promise<LogEvent[]> {
    const sql = this.#sql;
    return orUnavailable(async () => {
      const rows = await sql<{ seq: number; channel: string; at: Date; data: unknown }[]>`
        select seq, channel, at, data from flashboard.events
        where seq > ${after} ${channels ? sql`and channel = any(${[...channels]})` : sql``}
        order by seq limit ${limit}`;
      return rows.map(({ seq, channel, at, data }) => {
        return { seq, channel, at: at.toISOString(), data };
      });
    });
  }

  minutes(from: number, to: number): Promise<MinuteTotals[]> {
    return orUnavailable(async () => {
      const rows = await this.#sql<(MinuteTotals & { revenue: string; refunded: string })[]>`
        select minute, currency, orders, units, revenue, refunded from flashboard.minutes
        where minute >= ${from} and minute < ${to} order by minute, currency`;
      return rows.map((row) => {
        return { ...row, revenue: BigInt(row.revenue), refunded: BigInt(row.refunded) };
      });
    });
  }

  loadCheckpoint(version: number): Promise<Checkpoint | null> {
    return orUnavailable(async () => {
      const [row] = await this.#sql<Checkpoint[]>`
        select version, seq, board from flashboard.checkpoints where version = ${version}`;
      return row ? { ...row } : null;
    });
  }

  async saveCheckpoint({ version, seq, board }: Checkpoint): Promise<void> {
    await orUnavailable(() =>
      this.#sql`
        insert into flashboard.checkpoints (version, seq, board) values (${version}, ${seq}, ${board})
        on conflict (version) do update set seq = excluded.seq, board = excluded.board
        where checkpoints.seq < excluded.seq`
    );
  }

  trimmed(): Promise<number> {
    return orUnavailable(() => trimmedTo(this.#sql));
  }

  trim(rule: TrimRule): Promise<boolean> {
    return orUnavailable(() => trimStep(this.#sql, rule));
  }

  forget(before: number): Promise<boolean> {
    return orUnavailable(() => forgetStep(this.#sql, before));
  }
}
