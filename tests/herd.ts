import type { Metrics } from "../lib/metrics.ts";
import { freePort } from "./harness/ports.ts";
import { spawnServer } from "./harness/process.ts";
import { ReturningClient } from "./harness/returning_client.ts";
import { type RunningPostgres, startPostgres } from "./harness/servers.ts";
import type { SseMessage } from "./harness/sse_client.ts";
import { poll } from "./harness/wait.ts";
import { anOrder, KEY, Shop } from "./shop.ts";

/** How a herd of dashboards came back when their server was started again. */
export interface HerdReport {
  /** What each was told to wait before it came back, in ms. */
  retriesMs: number[];
  /** From when the server took connections again until each had its numbers, in ms. */
  backMs: number[];
  /** What Postgres was asked meanwhile, the start of the server included. */
  statements: number;
}

/** Opened at a time: the kernel keeps only so many connections waiting. */
const SLICE = 200;

/** A dashboard that comes back by itself. */
class HerdDashboard implements AsyncDisposable {
  readonly client: ReturningClient;
  ordersToday = NaN;
  /** When it had its numbers again after it lost its server, in ms of `performance.now()`. */
  backAt = NaN;

  constructor({ url }: Shop) {
    const urls = [`${url}/api/stream/metrics`];
    this.client = new ReturningClient({ urls, onMessage: (message) => this.#take(message) });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client[Symbol.asyncDispose]();
  }

  #take({ data }: SseMessage): void {
    const { ordersToday } = data as Partial<Metrics>;
    if (ordersToday === undefined) return;
    this.ordersToday = ordersToday;
    const wasAway = this.client.connectedAt.length > 1;
    if (wasAway && Number.isNaN(this.backAt)) this.backAt = performance.now();
  }
}

/** Opens so many dashboards, stops their server, starts it again, and waits until all are back. */
export async function sendHerd(count: number): Promise<HerdReport> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startPostgres({ settings: { log_statement: "all" } }));
  const env = { DATABASE_URL: database.url, PUBLISH_KEY: KEY, PORT: String(freePort()) };
  const before = stack.use(await spawnServer({ env }));
  const shop = new Shop(before.url);
  await shop.publish("orders", Array.from({ length: 50 }, () => anOrder()));
  const herd = await openHerd(shop, count, stack);

  const asked = statementsOf(database);
  await before.stop();
  stack.use(await spawnServer({ env }));
  const liveAt = performance.now();
  await poll(() => herd.every(({ backAt }) => !Number.isNaN(backAt)));
  await untilAllShow(herd, 50);
  await shop.publish("orders", anOrder());
  await untilAllShow(herd, 51);
  const statements = statementsOf(database) - asked;

  const acceptedAt = Math.min(liveAt, ...herd.map(({ client }) => client.connectedAt[1] ?? NaN));
  const retriesMs = herd.map(({ client }) => client.retryMs);
  return { retriesMs, backMs: herd.map(({ backAt }) => backAt - acceptedAt), statements };
}

async function openHerd(shop: Shop, count: number, stack: AsyncDisposableStack) {
  const herd: HerdDashboard[] = [];
  while (herd.length < count) {
    const size = Math.min(SLICE, count - herd.length);
    for (let n = 0; n < size; n++) herd.push(stack.use(new HerdDashboard(shop)));
    await untilAllShow(herd, 50);
  }
  return herd;
}

async function untilAllShow(herd: readonly HerdDashboard[], orders: number): Promise<void> {
  const late = () => herd.filter(({ ordersToday }) => ordersToday !== orders).length;
  if (!await poll(() => late() === 0)) throw new Error(`${late()} never showed ${orders} orders`);
}

/** How many statements a Postgres with `log_statement` has been sent. */
function statementsOf(database: RunningPostgres): number {
  return database.output().match(/LOG: {2}(statement|execute)/g)?.length ?? 0;
}
