import assert from "node:assert/strict";
import postgres from "postgres";
import type { LogEvent } from "../lib/event.ts";
import type { Metrics } from "../lib/metrics.ts";
import { startPostgres, startRedis } from "./harness/servers.ts";
import { testDatabase } from "./harness/postgres.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

async function readiness(shop: Shop) {
  const response = await fetch(`${shop.url}/readyz`);
  return { status: response.status, body: await response.json() };
}

/** Reads heartbeats, one a second, until something holds. */
async function untilHolds(shop: Shop, holds: () => Promise<boolean>): Promise<void> {
  await using dashboard = await shop.dashboard({}, "?heartbeat=1");
  while (!await holds()) await dashboard.next("heartbeat");
}

Deno.test("faults: without Postgres publishers get 503 with Retry-After, and all goes on when it is back", async () => {
  await using postgres = await startPostgres();
  await using shop = await openShop({ DATABASE_URL: postgres.url });
  await shop.publish("orders", anOrder());
  await using dashboard = await shop.dashboard();
  await dashboard.next("init");

  await postgres.kill();
  const refused = await shop.post("orders", JSON.stringify(anOrder()));
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "2");
  assert.match((await refused.json()).detail, /database is away/);
  assert.equal((await shop.metrics()).ordersToday, 1, "dashboards keep their numbers");
  await untilHolds(shop, async () => (await readiness(shop)).status === 503);
  assert.equal((await readiness(shop)).body.failing, "postgres");

  await postgres.restart();
  await untilHolds(shop, async () => (await readiness(shop)).status === 200);
  await shop.publish("orders", anOrder());
  const { data } = await dashboard.next("orders");
  assert.equal((data as Metrics).ordersToday, 2);
});

Deno.test("faults: without Redis orders reach other servers through the log, and at once when it is back", async () => {
  await using redis = await startRedis();
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url };
  await using here = await openShop(env);
  await using there = await openShop(env);
  await using events = await there.events("?after=0");

  const seqs: number[] = [];
  const publishAndSee = async () => {
    await here.publish("orders", anOrder());
    seqs.push(((await events.next("message")).data as LogEvent).seq);
  };
  await publishAndSee();
  await redis.kill();
  await publishAndSee();
  await redis.restart();
  await untilHolds(there, async () => (await readiness(there)).body.redis === "up");
  await publishAndSee();

  assert.deepEqual(seqs, [1, 2, 3]);
});

Deno.test("faults: a board opened from a checkpoint is the board folded from the log", async () => {
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url };
  const before = await openShop(env);
  await before.publish("inventory", { productId: "mug", name: "Mug", available: 3 });
  await before.publish("orders", [anOrder(), anOrder({ currency: "EUR" })]);
  const { at: _before, ...left } = await before.metrics();
  await before[Symbol.asyncDispose]();
  await using after = await openShop(env);
  const { at: _after, ...found } = await after.metrics();

  assert.deepEqual(found, left);
});

Deno.test("faults: an upgrade goes on from the older version's board where the log was trimmed", async () => {
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url };
  const before = await openShop(env);
  await before.publish("inventory", { productId: "mug", name: "Mug", available: 11 });
  await before.publish(
    "orders",
    anOrder({ items: [{ productId: "mug", quantity: 2, price: "1" }] }),
  );
  await before[Symbol.asyncDispose]();
  await keepAsVersion3(database.url);
  await using after = await openShop(env);
  const [mug] = (await after.metrics()).lowStock;
  await after.publish("inventory", { productId: "mug", available: 30 });
  const [alert] = (await after.metrics()).alerts;

  assert.deepEqual([mug?.name, mug?.available], ["Mug", 9]);
  assert.equal(alert?.title, "Low stock: Mug");
  assert.ok(alert?.resolvedAt, "an alert that did not say its rule is over too");
});

/** Leaves what a server of version 3 left: its board without rules, and no log before it. */
async function keepAsVersion3(url: string): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const sql = stack.adopt(postgres(url, { max: 1, onnotice() {} }), (sql) => sql.end());
  const [kept] = await sql<{ board: string }[]>`select board from flashboard.checkpoints`;
  const { coverLimits: _, alerts, ...board } = JSON.parse(kept?.board ?? "{}");
  const older = alerts.map(({ rule: _, ...alert }: { rule: string }) => alert);
  const text = JSON.stringify({ ...board, alerts: older });
  await sql`update flashboard.checkpoints set version = 3, board = ${text}`;
  await sql`update flashboard.trim set seq = (select max(seq) from flashboard.events)`;
  await sql`delete from flashboard.events`;
}
