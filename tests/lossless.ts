import assert from "node:assert/strict";
import postgres from "postgres";
import type { LogEvent } from "../lib/event.ts";
import { ReturningClient } from "./harness/returning_client.ts";
import type { SseMessage } from "./harness/sse_client.ts";
import { poll } from "./harness/wait.ts";
import type { Shop } from "./shop.ts";

/** What the log holds. */
export interface Kept {
  /** Each event in a line: its number, its channel, and the id of what it tells of. */
  events: string[];
  /** Ids of the orders, in order. */
  orders: string[];
  /** Their totals together, as a decimal string. */
  revenue: string;
}

/** A lossless client that comes back to the next server when it loses one. */
export class LosslessClient implements AsyncDisposable {
  /** What it was told, as `Kept` has it. */
  readonly events: string[] = [];
  readonly #client: ReturningClient;

  constructor(shops: readonly Shop[]) {
    const urls = shops.map(({ url }) => `${url}/api/stream/events?after=0`);
    this.#client = new ReturningClient({ urls, onMessage: (message) => this.#take(message) });
  }

  /** How often it found a server. */
  get visits(): number {
    return this.#client.connectedAt.length;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }

  #take({ event, data }: SseMessage): void {
    if (event === "heartbeat") return;
    assert.equal(event, "message");
    const { seq, channel, data: told } = data as LogEvent;
    this.events.push(line(seq, channel, (told as { id?: string }).id ?? null));
  }
}

/** Reads the log where it is kept. */
export async function readLog(databaseUrl: string): Promise<Kept> {
  const sql = postgres(databaseUrl, { max: 1 });
  const rows = await sql<{ seq: string; channel: string; id: string | null; total: string }[]>`
    select seq, channel, data->>'id' as id, data->>'total' as total
    from flashboard.events order by seq`;
  await sql.end();
  const orders = rows.filter(({ channel }) => channel === "orders");
  const cents = orders.reduce((sum, { total }) => sum + Math.round(Number(total) * 100), 0);
  return {
    events: rows.map(({ seq, channel, id }) => line(Number(seq), channel, id)),
    orders: orders.map(({ id }) => id ?? ""),
    revenue: (cents / 100).toFixed(2),
  };
}

function line(seq: number, channel: string, id: string | null): string {
  return `${seq} ${channel} ${id}`;
}

/** Every accepted order is in the log once, and the log has no gap. */
export function assertKept({ events, orders }: Kept, accepted: ReadonlySet<string>): void {
  const kept = new Set(orders);
  assert.equal(kept.size, orders.length, "no order is in the log twice");
  assert.deepEqual([...accepted].filter((id) => !kept.has(id)), [], "none is lost");
  assert.ok(events.every((event, at) => event.startsWith(`${at + 1} `)), "no gap");
}

/** Each client was told the whole log, each event once and in order. */
export async function assertTold(
  clients: readonly LosslessClient[],
  { events }: Kept,
): Promise<void> {
  await poll(() => clients.every((client) => client.events.length >= events.length));
  for (const client of clients) assert.deepEqual(client.events, events);
}

/** The board comes to what the log's orders come to. */
export async function assertShown(shop: Shop, { events, orders, revenue }: Kept): Promise<void> {
  await poll(async () => (await shop.metrics()).position.endsWith(`-${events.length}`));
  const { ordersToday, revenueToday } = await shop.metrics();
  assert.deepEqual({ ordersToday, revenueToday }, {
    ordersToday: orders.length,
    revenueToday: revenue,
  });
}
