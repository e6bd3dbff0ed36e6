import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Calendar } from "../lib/day.ts";
import type { LogEvent } from "../lib/event.ts";
import { type Metrics, viewMetrics } from "../lib/metrics.ts";
import { testDatabase } from "./harness/postgres.ts";
import { programPath } from "./harness/programs.ts";
import type { SseClient } from "./harness/sse_client.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";
import { fold } from "./pure_shop.ts";

/** Two servers on one database, with Redis between them or without. */
async function twoServers(withRedis: boolean) {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const env: Record<string, string> = { DATABASE_URL: url };
  if (withRedis) env.REDIS_URL = programPath("TEST_REDIS_URL");
  const shops: [Shop, Shop] = [stack.use(await openShop(env)), stack.use(await openShop(env))];
  return { shops, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

for (const withRedis of [true, false]) {
  const how = withRedis ? "over Redis" : "through the log alone";
  Deno.test(`servers: each shows the other's orders ${how}`, async () => {
    await using servers = await twoServers(withRedis);
    const [here, there] = servers.shops;
    await using dashboard = await there.dashboard();
    await dashboard.next("init");
    await here.publish("orders", anOrder());
    await dashboard.next("orders");
    await there.publish("orders", anOrder());
    const { data } = await dashboard.next(({ data }) => (data as Metrics).ordersToday === 2);

    assert.equal((data as Metrics).ordersToday, 2);
  });
}

/** Reads the events stream to a position, losing the connection as often as `drops` says. */
async function readAll(shops: Shop[], head: number, drops: number[]): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  let lastEventId: string | undefined;
  for (let visit = 0; events.length < head; visit++) {
    const shop = shops[visit % shops.length] as Shop;
    const resume = lastEventId === undefined ? {} : { lastEventId };
    await using client = await shop.events("?after=0", resume);
    const take = drops[visit] ?? head;
    lastEventId = await takeSome(client, events, Math.min(take, head - events.length)) ??
      lastEventId;
  }
  return events;
}

async function takeSome(client: SseClient, into: LogEvent[], count: number) {
  let id: string | undefined;
  for (let taken = 0; taken < count; taken++) {
    const message = await client.next("message");
    into.push(message.data as LogEvent);
    id = message.id;
  }
  return id;
}

function revenueOf(orders: { total: string }[]): string {
  return (orders.reduce((sum, { total }) => sum + Math.round(Number(total) * 100), 0) / 100)
    .toFixed(2);
}

Deno.test("servers: for any interleaving of publishers and reconnects, no gap, no double, right totals", async () => {
  const cents = fc.integer({ min: 0, max: 99_999 }).map((minor) => (minor / 100).toFixed(2));
  const plans = fc.record({
    totals: fc.array(cents, { minLength: 1, maxLength: 40 }),
    drops: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }),
    batch: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(plans, async ({ totals, drops, batch }) => {
      await using servers = await twoServers(true);
      const [here, there] = servers.shops;
      const orders = totals.map((total) => anOrder({ total }));
      const reading = Promise.all([
        readAll([here, there], orders.length, drops),
        readAll([there], orders.length, []),
      ]);
      await Promise.all(
        chunks(orders, batch).map((some, turn) => {
          return (turn % 2 ? here : there).publish("orders", some);
        }),
      );
      const [dropped, steady] = await reading;

      assert.deepEqual(steady.map(({ seq }) => seq), orders.map((_, at) => at + 1));
      assert.deepEqual(dropped, steady);
      await assertServed(here, steady, revenueOf(orders));
      await assertServed(there, steady, revenueOf(orders));
    }),
    { numRuns: 8 },
  );
});

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => {
    return items.slice(at * size, (at + 1) * size);
  });
}

/** The board that a server serves is the fold of the log, and its revenue the sum of the orders. */
async function assertServed(shop: Shop, log: LogEvent[], revenue: string): Promise<void> {
  await using dashboard = await shop.dashboard();
  const { data } = await dashboard.next(({ data }) => {
    return (data as Metrics).ordersToday === log.length;
  });
  assert.ok(data);
  const served = await shop.metrics();
  const board = fold(log);
  const now = Date.parse(served.at);
  const [epoch = ""] = served.position.split("-");
  const folded = viewMetrics(board, {
    ...served,
    now,
    position: { epoch, seq: board.seq },
    day: new Calendar("UTC").dayOf(now),
  });

  assert.deepEqual(served, JSON.parse(JSON.stringify(folded)));
  assert.equal(served.revenueToday, revenue);
}
