import { formatAmount } from "./amount.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Receipt } from "../lib/answer.ts";
import { PublishError } from "../lib/publisher.ts";
import type { RetailOrder } from "./retail.ts";
import { inRhythm } from "../lib/rhythm.ts";

export interface PublishOrdersOptions {
  /** Sends items to the channel `orders`. */
  publish(items: readonly unknown[]): Promise<Receipt>;
  clock: Clock;
  speed: number;
  signal: AbortSignal;
  /** The id that an invoice is published under. */
  idOf(invoice: string): string;
  /** Told after each request: how many orders are dealt with, and the time of the last in its file. */
  onProgress(done: number, at: number): void;
}

/** What became of the orders. */
export interface Outcome {
  published: number;
  duplicates: number;
  rejected: { invoice: string; detail: string }[];
  /** Sum of the orders that the server has now. */
  revenue: bigint;
  /** Never sent, or sent last and left without an answer. */
  left: number;
  /** Why it ended early; null when it did not. */
  stopped: string | null;
}

/** Most orders, and characters of JSON, in a request; the server takes 1,000 items and 5 MiB. */
const MOST_ORDERS = 100;
const MOST_CHARACTERS = 1_000_000;

/** Publishes orders when they fall due, until the last or until `signal` ends it. */
export async function publishOrders(
  orders: readonly RetailOrder[],
  options: PublishOrdersOptions,
): Promise<Outcome> {
  const { signal } = options;
  const outcome: Outcome = {
    published: 0,
    duplicates: 0,
    rejected: [],
    revenue: 0n,
    left: orders.length,
    stopped: null,
  };
  try {
    for await (const due of inRhythm(orders, options)) await publishDue(due, outcome, options);
  } catch (error) {
    if (!(error instanceof PublishError)) throw error;
    if (!signal.aborted) outcome.stopped = error.message;
  }
  if (signal.aborted && outcome.left > 0) outcome.stopped = "Interrupted";
  return outcome;
}

async function publishDue(
  due: readonly RetailOrder[],
  outcome: Outcome,
  { publish, idOf, onProgress, signal }: PublishOrdersOptions,
): Promise<void> {
  let from = 0;
  for (const items of parcels(due.map((order) => asItem(order, idOf(order.invoice))))) {
    if (signal.aborted) return;
    const orders = due.slice(from, from += items.length);
    note(outcome, orders, await publish(items));
    outcome.left -= orders.length;
    const total = outcome.published + outcome.duplicates + outcome.rejected.length;
    onProgress(total, orders.at(-1)?.at ?? 0);
  }
}

function note(outcome: Outcome, orders: readonly RetailOrder[], receipt: Receipt): void {
  outcome.published += receipt.accepted;
  outcome.duplicates += receipt.duplicates;
  const refused = new Map(receipt.rejected.map(({ index, detail }) => [index, detail]));
  for (const [index, { invoice, total }] of orders.entries()) {
    const detail = refused.get(index);
    if (detail === undefined) outcome.revenue += total;
    else outcome.rejected.push({ invoice, detail });
  }
}

/** An order as the publish contract has it; without `placedAt` and `currency` the server's now and own count. */
function asItem({ customer, total, items }: RetailOrder, id: string): unknown {
  return {
    id,
    ...(customer !== null && { customer }),
    total: formatAmount(total),
    items: items.map(({ productId, name, quantity, price }) => {
      return { productId, ...(name !== null && { name }), quantity, price: formatAmount(price) };
    }),
  };
}

function* parcels(items: readonly unknown[]): Generator<unknown[]> {
  let parcel: unknown[] = [];
  let size = 0;
  for (const item of items) {
    const length = JSON.stringify(item).length;
    if (parcel.length === MOST_ORDERS || (parcel.length > 0 && size + length > MOST_CHARACTERS)) {
      yield parcel;
      [parcel, size] = [[], 0];
    }
    parcel.push(item);
    size += length;
  }
  if (parcel.length > 0) yield parcel;
}
