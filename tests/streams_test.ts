import assert from "node:assert/strict";
import type { Metrics } from "../lib/metrics.ts";
import type { LogEvent } from "../lib/event.ts";
import { PostgresGauges } from "../lib/postgres/gauges.ts";
import { PostgresLog } from "../lib/postgres/log.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { Retention } from "../lib/retention.ts";
import { FakeClock } from "./fake_clock.ts";
import { testDatabase } from "./harness/postgres.ts";
import { poll } from "./harness/wait.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

function promise(title: string, body: (shop: Shop) => Promise<void>): void {
  Deno.test(`streams: ${title}`, async () => {
    await using shop = await openShop();
    await body(shop);
  });
}

promise("a dashboard begins with the whole board, the same as /api/metrics", async (shop) => {
  const { position } = await shop.publish("orders", anOrder());
  await using dashboard = await shop.dashboard();
  const init = await dashboard.next();
  const { at: _ours, ...metrics } = await shop.metrics();
  const { at: _theirs, ...shown } = init.data as Metrics;

  assert.equal(dashboard.status, 200);
  assert.equal(dashboard.headers.get("content-type"), "text/event-stream");
  assert.equal(dashboard.headers.get("x-accel-buffering"), "no");
  assert.match(dashboard.headers.get("cache-control") ?? "", /no-transform/);
  assert.equal(init.event, "init");
  assert.equal(init.id, position);
  assert.deepEqual(shown, metrics);
});

promise("a board that did not change is not sent again", async (shop) => {
  await shop.publish("orders", anOrder());
  const ask = (etag = "") =>
    fetch(`${shop.url}/api/metrics`, { headers: { "if-none-match": etag } });
  const first = await ask();
  await first.body?.cancel();
  const etag = first.headers.get("etag") ?? "";
  const same = await ask(etag);
  await shop.publish("orders", anOrder());
  const changed = await ask(etag);

  assert.deepEqual([first.status, same.status, changed.status], [200, 304, 200]);
  assert.equal((await changed.json()).ordersToday, 2);
  assert.ok(Number(first.headers.get("age")) <= 5, "known to be current");
});

promise("a browser is told to come back within 3 s", async (shop) => {
  await using dashboard = await shop.dashboard();
  const { retry } = await dashboard.next();

  assert.ok(retry !== undefined && retry >= 500 && retry <= 2_000, `retry: ${retry}`);
});

promise("an order reaches every open dashboard with absolute values", async (shop) => {
  await shop.publish("orders", anOrder());
  await using first = await shop.dashboard();
  await using second = await shop.dashboard();
  await Promise.all([first.next("init"), second.next("init")]);
  const order = anOrder();
  const { position } = await shop.publish("orders", order);
  for (const dashboard of [first, second]) {
    const orders = await dashboard.next("orders");
    const revenue = await dashboard.next("revenue");

    assert.equal(orders.id, position);
    assert.equal((orders.data as Metrics).ordersToday, 2);
    assert.equal((orders.data as Metrics).recentOrders[0]?.id, order.id);
    assert.equal((revenue.data as Metrics).revenueToday, "39.90");
  }
});

promise("low stock and its alert reach a dashboard with the order that caused it", async (shop) => {
  await shop.publish("inventory", { productId: "mug", name: "Mug", available: 10 });
  await using dashboard = await shop.dashboard();
  await dashboard.next("init");
  await shop.publish("orders", anOrder());
  const inventory = await dashboard.next("inventory");
  const alerts = await dashboard.next("alerts");

  assert.deepEqual(
    (inventory.data as Metrics).lowStock.map(({ available, state }) => [
      available,
      state,
    ]),
    [[9, "low"]],
  );
  assert.equal((alerts.data as Metrics).alerts[0]?.title, "Low stock: Mug");
});

promise("a dashboard that comes back is told what it missed, and then goes on", async (shop) => {
  await shop.publish("orders", anOrder());
  await using before = await shop.dashboard();
  const { id } = await before.next("init");
  await before[Symbol.asyncDispose]();
  await shop.publish("orders", anOrder());
  await using after = await shop.dashboard(id === undefined ? {} : { lastEventId: id });
  const first = await after.next();

  assert.equal((first.data as Metrics).ordersToday, 2);
  await shop.publish("orders", anOrder());
  await after.next(({ data }) => (data as Metrics).ordersToday === 3);
});

promise("a dashboard with a position of another log gets a whole board", async (shop) => {
  await using dashboard = await shop.dashboard({ lastEventId: "other-7" });

  assert.equal((await dashboard.next()).event, "init");
});

promise("heartbeats come as often as asked, without an id", async (shop) => {
  await using dashboard = await shop.dashboard({}, "?heartbeat=1");
  await using events = await shop.events("?heartbeat=1");
  for (const stream of [dashboard, events]) {
    const beat = await stream.next("heartbeat");

    assert.equal(beat.id, undefined);
    assert.equal((beat.data as Metrics).position, (await shop.metrics()).position);
  }
});

promise("a heartbeat that cannot be is refused with a reason", async (shop) => {
  const response = await fetch(`${shop.url}/api/stream/metrics?heartbeat=0`);

  assert.equal(response.status, 422);
  assert.match((await response.json()).detail, /1 to 60/);
});

promise(
  "the events stream has every event, in order, from where it is asked to begin",
  async (shop) => {
    await shop.publish("inventory", { productId: "mug", available: 50 });
    await shop.publish("orders", [anOrder(), anOrder()]);
    await using all = await shop.events("?after=0");
    await using late = await shop.events(`?after=${(await shop.metrics()).position}`);
    await shop.publish("clicks", { page: "/" });
    const last = await all.next(({ data }) => (data as LogEvent).channel === "clicks");
    const events = all.all.map(({ data }) => data as LogEvent);

    assert.deepEqual(events.map(({ seq, channel }) => [seq, channel]), [
      [1, "inventory"],
      [2, "orders"],
      [3, "inventory"],
      [4, "orders"],
      [5, "inventory"],
      [6, "clicks"],
    ]);
    assert.deepEqual((await late.next()).data, last.data);
  },
);

promise("without a position the events stream begins with what comes next", async (shop) => {
  await shop.publish("orders", anOrder());
  await using events = await shop.events();
  const order = anOrder();
  await shop.publish("orders", order);

  assert.equal(((await events.next()).data as LogEvent).seq, 2);
});

promise("a channel's stream has that channel only", async (shop) => {
  await using events = await shop.events("?channel=alerts,clicks");
  await shop.publish("orders", anOrder());
  await shop.publish("clicks", { n: 1 });
  await shop.publish("alerts", { title: "x" });

  assert.equal(((await events.next()).data as LogEvent).channel, "clicks");
  assert.equal(((await events.next()).data as LogEvent).channel, "alerts");
});

promise(
  "a position of another log is told by a reset, and the log from its beginning",
  async (shop) => {
    await shop.publish("orders", anOrder());
    await using events = await shop.events("", { lastEventId: "other-7" });

    assert.equal((await events.next()).event, "reset");
    assert.equal(((await events.next()).data as LogEvent).seq, 1);
  },
);

Deno.test("streams: a position that was trimmed from the log is told by a reset, and what is left follows", async () => {
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url };
  const before = await openShop(env);
  await before.publish("orders", [anOrder(), anOrder()]);
  await before[Symbol.asyncDispose]();
  await using stack = new AsyncDisposableStack();
  const sql = stack.adopt(await openPostgres(database, () => {}), (sql) => sql.end());
  await sql`update flashboard.events set at = at - interval '31 days'`;
  await using shop = await openShop(env);
  await shop.publish("orders", anOrder());
  const log = new PostgresLog(sql);
  const onTrouble = (error: unknown) => assert.fail(String(error));
  const gauges = new PostgresGauges(sql);
  const options = { log, gauges, clock: new FakeClock(), logDays: 30, logEvents: 0, onTrouble };
  await using retention = new Retention(options);
  await retention.run();
  const { position } = await shop.metrics();
  for (const query of ["?after=0", "?after=1&channel=orders"]) {
    await using events = await shop.events(query);
    const reset = await events.next();
    const next = await events.next();

    assert.equal(reset.event, "reset");
    assert.equal(reset.id, position.replace(/\d+$/, "2"));
    assert.equal((next.data as LogEvent).seq, 3);
  }
  assert.equal((await shop.metrics()).ordersToday, 3, "what was trimmed still counts");
});

promise("a position that is none is refused with a reason", async (shop) => {
  const response = await fetch(`${shop.url}/api/stream/events?after=yesterday`);

  assert.equal(response.status, 422);
  assert.match((await response.json()).detail, /A position looks like/);
});

Deno.test("streams: all end in order when the server stops, told when to come back, each at its own time", async () => {
  const shop = await openShop();
  const dashboards = await Promise.all(Array.from({ length: 20 }, () => shop.dashboard()));
  const events = await shop.events();
  await Promise.all(dashboards.map((dashboard) => dashboard.next("init")));
  await shop[Symbol.asyncDispose]();
  await Promise.all([...dashboards, events].map(({ closed }) => closed));
  const retries = dashboards.map(({ lastRetry }) => lastRetry ?? NaN);

  assert.ok([...dashboards, events].every(({ error }) => error === undefined));
  assert.ok(retries.every((ms) => ms >= 500 && ms <= 2_000), retries.join());
  assert.ok(new Set(retries).size > 10, "spread");
});

Deno.test("streams: a HEAD gets the head alone and opens no stream, and no cache may give what is seen to others", async () => {
  await using shop = await openShop();
  for (const path of ["metrics", "events"]) {
    const response = await fetch(`${shop.url}/api/stream/${path}`, { method: "HEAD" });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.match(response.headers.get("cache-control") ?? "", /^private, no-cache/);
  }
  const none = async () =>
    /^flashboard_streams_open 0$/m.test(await (await fetch(`${shop.url}/metrics`)).text());
  assert.ok(await poll(none));
  for (const path of ["metrics", "history"]) {
    const { headers } = await fetch(`${shop.url}/api/${path}`, { method: "HEAD" });
    assert.equal(headers.get("cache-control"), "private, no-cache");
  }
});
