import type { TransactionSql } from "postgres";
import type { LogEvent, Position } from "../event.ts";
import type { StockState } from "../inventory.ts";
import type { Publication } from "../command.ts";
import {
  decide,
  type Decision,
  idsOf,
  type KeptReceipt,
  type KnownOrder,
  type LedgerOptions,
  type LedgerState,
  productsOf,
  type StockRow,
} from "../ledger.ts";
import type { Checkpoint, Committed, Log } from "../log.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

type Tx = TransactionSql<{ bigint: number }>;

/** The log in Postgres, real or embedded. */
export class PostgresLog implements Log {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  commit(batch: readonly Publication[], options: LedgerOptions): Promise<Committed> {
    return orUnavailable(() =>
      this.#sql.begin(async (tx) => {
        const { epoch, state } = await lockAndLoad(tx, batch);
        const decision = decide(state, batch, options);
        const { events, answers } = decision;
        await write(tx, decision, state.head, options.now);
        return { epoch, events, answers };
      }) as Promise<Committed>
    );
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
}

/**
 * Takes the log's lock, then reads what the batch touches. Both are sent at once; the reads run
 * behind the lock, so no other server can change what they saw before this transaction ends.
 */
async function lockAndLoad(tx: Tx, batch: readonly Publication[]) {
  const ids = idsOf(batch);
  const [heads, orders, receipts] = await Promise.all([
    tx<{ epoch: string; head: number }[]>`select epoch, head from flashboard.stream for update`,
    tx<{ id: string; fingerprint: string; data: KnownOrder["order"] }[]>`
      select id, fingerprint, data from flashboard.orders where id = any(${ids.orders})`,
    tx<({ key: string } & KeptReceipt)[]>`
      select key, fingerprint, receipt from flashboard.receipts where key = any(${ids.keys})`,
  ]);
  const [stream] = heads;
  if (!stream) throw new Error("flashboard.stream has lost its row");
  const known = new Map(
    orders.map(({ id, fingerprint, data }) => [id, { fingerprint, order: data }]),
  );
  const state: LedgerState = {
    head: stream.head,
    orders: known,
    stock: await loadStock(tx, productsOf(batch, known)),
    receipts: new Map(receipts.map(({ key, fingerprint, receipt }) => {
      return [key, { fingerprint, receipt }];
    })),
  };
  return { epoch: stream.epoch, state };
}

async function loadStock(tx: Tx, ids: string[]): Promise<Map<string, StockRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<
    {
      product_id: string;
      name: string | null;
      available: number;
      threshold: number | null;
      alarm: StockState;
    }[]
  >`
    select product_id, name, available, threshold, alarm
    from flashboard.stock where product_id = any(${ids})`;
  return new Map(rows.map(({ product_id, ...row }) => {
    return [product_id, { productId: product_id, ...row }];
  }));
}

/** Writes all that a batch came to in one statement: a round trip each would be most of the time. */
async function write(tx: Tx, decision: Decision, head: number, now: number): Promise<void> {
  const { events, orders, stock, receipts } = decision;
  const orderRows = [...orders].map(([id, { fingerprint, order }]) => {
    return { id, fingerprint, data: order };
  });
  const receiptRows = [...receipts].map(([key, kept]) => ({ key, ...kept }));
  await tx`
    with new_events as (
      insert into flashboard.events
      select * from json_to_recordset(${JSON.stringify(events)}::text::json)
        as e (seq bigint, channel text, at timestamptz, data json)
    ), new_orders as (
      insert into flashboard.orders
      select * from json_to_recordset(${JSON.stringify(orderRows)}::text::json)
        as o (id text, fingerprint text, data json)
      on conflict (id) do update set data = excluded.data
    ), new_stock as (
      insert into flashboard.stock
      select "productId", name, available, threshold, alarm
      from json_to_recordset(${JSON.stringify([...stock.values()])}::text::json)
        as s ("productId" text, name text, available bigint, threshold bigint, alarm text)
      on conflict (product_id) do update set name = excluded.name,
        available = excluded.available, threshold = excluded.threshold, alarm = excluded.alarm
    ), new_receipts as (
      insert into flashboard.receipts
      select key, fingerprint, receipt, ${new Date(now)}::timestamptz
      from json_to_recordset(${JSON.stringify(receiptRows)}::text::json)
        as r (key text, fingerprint text, receipt json)
    )
    update flashboard.stream set head = ${head}`;
}
