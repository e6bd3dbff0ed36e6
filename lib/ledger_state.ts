import type { Receipt } from "./command.ts";
import type { LogEvent } from "./event.ts";
import type { StockState } from "./inventory.ts";
import type { Order } from "./order.ts";
import type { Refund } from "./refund.ts";

export interface KnownOrder {
  fingerprint: string;
  order: Order;
  /** When its shop changed it last (ms since 1970 UTC); `null` for one that was published as it is. */
  revisedAt: number | null;
}

/** One place's count: units, and when they were counted (ms since 1970 UTC). */
export interface Counted {
  available: number;
  at: number;
}

/** A level that a stock system counts: what it said by place, and what was taken since (`[at, units]`). */
export interface CountedLevel {
  places: Record<string, Counted>;
  taken: [at: number, units: number][];
}

/** A product's stock as it is kept: a `null` threshold means the shop's default. */
export interface StockRow {
  productId: string;
  name: string | null;
  available: number;
  threshold: number | null;
  alarm: StockState;
  /** `null`: the level was set, and orders and moves change it from there. */
  counted: CountedLevel | null;
}

/** What a stock system's item is, or what was counted of it before anybody said so. */
export type KnownItem =
  | { productId: string; name: string | null }
  | { productId: null; waiting: Record<string, Counted> };

export interface KeptReceipt {
  fingerprint: string;
  receipt: Receipt;
}

/** What a minute of the shop comes to in one currency; revenue and refunds in minor units. */
export interface MinuteTotals {
  /** Minutes since 1970 UTC. */
  minute: number;
  currency: string;
  orders: number;
  units: number;
  revenue: bigint;
  refunded: bigint;
}

/** The part of what is kept that a batch touches, by id. `decide` changes it into what is to be kept. */
export interface LedgerState {
  head: number;
  orders: Map<string, KnownOrder>;
  refunds: Map<string, Refund>;
  stock: Map<string, StockRow>;
  items: Map<string, KnownItem>;
  receipts: Map<string, KeptReceipt>;
}

export interface LedgerOptions {
  /** When the batch is accepted, in ms since 1970 UTC. */
  now: number;
  /** The store's calendar day of an instant (ms since 1970 UTC), as `2026-11-24`. */
  dateOf(instant: number): string;
  lowStockThreshold: number;
  /** Whether it is told that stock is low. Default true. */
  tellsLowStock?: boolean;
}

/** What a batch comes to: the new events, what else changed, and an answer to each publication. */
export interface Decision {
  events: LogEvent[];
  orders: ReadonlyMap<string, KnownOrder>;
  refunds: ReadonlyMap<string, Refund>;
  stock: ReadonlyMap<string, StockRow>;
  items: ReadonlyMap<string, KnownItem>;
  receipts: ReadonlyMap<string, KeptReceipt>;
  /** What to add to each minute's totals. */
  minutes: MinuteTotals[];
  answers: Receipt[];
}

/** What is known of things by id, and which of them changed. */
export class Kept<T> {
  readonly #known: Map<string, T>;
  readonly changed = new Map<string, T>();

  constructor(known: Map<string, T>) {
    this.#known = known;
  }

  get(id: string): T | undefined {
    return this.#known.get(id);
  }

  put(id: string, value: T): void {
    this.#known.set(id, value);
    this.changed.set(id, value);
  }

  values(): Iterable<T> {
    return this.#known.values();
  }
}
