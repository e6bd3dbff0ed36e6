import assert from "node:assert/strict";
import { Gauges, type GaugeStore, type Reading } from "../lib/gauges.ts";
import type { MinuteGauges } from "../lib/history.ts";
import { PostgresGauges } from "../lib/postgres/gauges.ts";
import { PostgresLog } from "../lib/postgres/log.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { Retention } from "../lib/retention.ts";
import { FakeClock } from "./fake_clock.ts";
import { testDatabase } from "./harness/postgres.ts";
import { poll } from "./harness/wait.ts";
import { openShop } from "./shop.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

function mustNotFail(error: unknown): never {
  throw error;
}

async function openStore() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const sql = stack.adopt(await openPostgres(database, () => {}), (sql) => sql.end());
  const all = () => new PostgresGauges(sql).read(0, 2 ** 31 - 1);
  const store = new PostgresGauges(sql);
  return { url: database.url, sql, store, all, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

Deno.test("gauges: of several servers one keeps a minute, and all read it", async () => {
  await using database = await openStore();
  const clock = new FakeClock();
  const minute = clock.now() / MINUTE_MS;
  const readings: Reading[] = [
    { activeUsers: null, unitsAtRisk: 3_000_000_000 },
    { activeUsers: 7, unitsAtRisk: 0 },
  ];
  const servers = readings.map((reading) => {
    const take = () => Promise.resolve(reading);
    return new Gauges({ store: database.store, clock, take, onTrouble: mustNotFail });
  });
  clock.advance(2 * MINUTE_MS);
  assert.ok(await poll(async () => (await database.all()).length === 2));
  for (const server of servers) server[Symbol.dispose]();
  clock.advance(2 * MINUTE_MS);

  const kept = await database.all();
  assert.deepEqual(kept.map((one) => one.minute), [minute + 1, minute + 2]);
  for (const { minute: _, ...reading } of kept) {
    assert.ok(readings.some((one) => JSON.stringify(one) === JSON.stringify(reading)));
  }
  assert.deepEqual(await database.store.read(minute + 2, minute + 3), kept.slice(1));
});

Deno.test("gauges: a minute in which the board is not known to be current is left out", async () => {
  const clock = new FakeClock();
  const kept: MinuteGauges[] = [];
  let reading: Reading | null = null;
  const store = { keep: (one) => Promise.resolve(void kept.push(one)) } as Partial<GaugeStore>;
  using _gauges = new Gauges({
    store: store as GaugeStore,
    clock,
    take: () => Promise.resolve(reading),
    onTrouble: mustNotFail,
  });
  clock.advance(MINUTE_MS);
  await poll(() => true);
  reading = { activeUsers: 1, unitsAtRisk: 2 };
  clock.advance(MINUTE_MS);

  assert.ok(await poll(() => kept.length > 0));
  assert.deepEqual(kept, [{ minute: clock.now() / MINUTE_MS, ...reading }]);
});

Deno.test("gauges: they go with the log, and not before they were compared with", async () => {
  await using database = await openStore();
  const clock = new FakeClock();
  const log = new PostgresLog(database.sql);
  const now = clock.now() / MINUTE_MS;
  const rest = { log, gauges: database.store, clock, logEvents: 0, onTrouble: mustNotFail };
  const left = async (logDays: number) => {
    await using retention = new Retention({ ...rest, logDays });
    await retention.run();
    return (await database.all()).map(({ minute }) => (now - minute) / DAY_MINUTES);
  };
  for (const days of [31, 30, 3, 2, 1]) {
    const minute = now - days * DAY_MINUTES;
    await database.store.keep({ minute, activeUsers: 1, unitsAtRisk: 0 });
  }
  assert.deepEqual(await left(0), [31, 30, 3, 2, 1], "0 keeps all");
  assert.deepEqual(await left(30), [30, 3, 2, 1]);
  assert.deepEqual(await left(1), [2, 1]);
});

Deno.test("gauges: the page says how users and units at risk stand against yesterday, or that it is not known", async () => {
  await using database = await openStore();
  const at = Math.floor(Date.now() / MINUTE_MS) - DAY_MINUTES;
  await database.store.keep({ minute: at, activeUsers: null, unitsAtRisk: 6 });
  await database.store.keep({ minute: at + DAY_MINUTES - 30, activeUsers: 4, unitsAtRisk: 3 });
  await using shop = await openShop({ DATABASE_URL: database.url });
  await shop.publish("inventory", { productId: "mug", available: -9 });
  let page = "";
  // A page waits for its past for a quarter of a second only.
  await poll(async () => /class="line" d="M/.test(page = await (await fetch(shop.url)).text()));
  const tile = (name: string) =>
    new RegExp(`<div class="tile ${name}">.*?class="spark".*?</svg>`, "s").exec(page)?.[0] ?? "";

  assert.match(tile("risk"), /\+50%.*up on yesterday/s);
  assert.match(tile("users"), /no comparison yet/);
  for (const name of ["risk", "users"]) {
    assert.match(
      tile(name),
      /class="line" d="M2[89]0 \d+M590 \d+"/,
      "then and now, nothing between",
    );
  }
});
