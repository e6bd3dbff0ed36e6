import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Alert } from "../lib/alert.ts";
import { Calendar } from "../lib/day.ts";
import type { Command, Publication } from "../lib/command.ts";
import { Hub } from "../lib/hub.ts";
import { Ingest } from "../lib/ingest.ts";
import type { MinuteTotals } from "../lib/ledger_state.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { PostgresLog } from "../lib/postgres/log.ts";
import { DEFAULT_RULES, readRules, type Rules } from "../lib/rules.ts";
import { Watch } from "../lib/watch.ts";
import { NOON, place, publication, setStock } from "./builders.ts";
import { fold, PureShop } from "./pure_shop.ts";
import { FakeClock } from "./fake_clock.ts";
import { testDatabase } from "./harness/postgres.ts";
import { poll } from "./harness/wait.ts";
import { hubOptions } from "./memory_hub.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const STEP = 5_000;

/** A shop in memory and the watch over it; time passes in steps of five seconds, each looked at. */
function openShop(rules: Partial<Rules> = {}) {
  const clock = new FakeClock(NOON);
  const pure = new PureShop();
  const { board, events } = pure;
  const minutes = new Map<number, MinuteTotals>();
  const shop = {
    rules: { ...DEFAULT_RULES, ...rules },
    isAway: false,
    refreshes: 0,
    writes: 0,
    writtenAt: null as string | null,
  };
  let orders = 0;
  let knownAt = NOON;
  const commit = (batch: Publication[]) => {
    const decided = pure.commit(batch, clock.now());
    for (const totals of decided.minutes) {
      const { orders = 0, revenue = 0n } = minutes.get(totals.minute) ?? {};
      minutes.set(totals.minute, {
        ...totals,
        orders: orders + totals.orders,
        revenue: revenue + totals.revenue,
      });
    }
    return decided.answers;
  };
  const watch = new Watch({
    clock,
    log: {
      minutes: (from, to) =>
        Promise.resolve(
          [...minutes.values()].filter(({ minute }) => minute >= from && minute < to),
        ),
    },
    ingest: {
      publish(publication) {
        shop.writes++;
        const [receipt] = commit([publication]);
        return Promise.resolve({ epoch: "abc", receipt: receipt ?? assert.fail("no answer") });
      },
    },
    hub: {
      board,
      get currentAt() {
        return knownAt = shop.isAway ? knownAt : clock.now();
      },
    },
    settings: {
      refresh: () => Promise.resolve(void shop.refreshes++),
      writtenAt: () => shop.writtenAt,
    },
    rules: () => shop.rules,
    currency: "USD",
    onTrouble: (error) => assert.fail(String(error)),
  });
  watch[Symbol.dispose]();
  return Object.assign(shop, {
    clock,
    board,
    events,
    publish: (...commands: Command[]) => commit([publication(...commands)]),
    order(total = "20.00", productId = "mug") {
      const items = [{ productId, name: null, quantity: 1, price: total }];
      commit([publication(place({ id: `o${++orders}`, total, items }))]);
    },
    /** Orders of earlier days: so many a minute around this time of day. */
    hadBefore(perMinute: number, revenue: number) {
      for (let day = 1; day <= 7; day++) {
        for (let off = -180; off < 180; off++) {
          const minute = (NOON - day * DAY) / MINUTE + off;
          const totals = { orders: perMinute, units: 0, refunded: 0n };
          minutes.set(minute, {
            minute,
            currency: "USD",
            ...totals,
            revenue: BigInt(Math.round(perMinute * revenue * 100)),
          });
        }
      }
    },
    /** Lets time pass; every so many ms an order comes. */
    async pass(ms: number, orderEveryMs = Infinity, total = "20.00") {
      for (let passed = STEP; passed <= ms; passed += STEP) {
        clock.advance(STEP);
        const due = Math.floor(passed / orderEveryMs) - Math.floor((passed - STEP) / orderEveryMs);
        for (let n = 0; n < due; n++) this.order(total);
        await watch.look();
      }
    },
    told: () => board.alerts.map(({ rule, severity }) => `${rule} ${severity}`),
    open: () =>
      board.alerts.filter(({ resolvedAt }) => !resolvedAt).map(({ rule, severity }) =>
        `${rule} ${severity}`
      ),
  });
}

Deno.test("watch: silence is told when chance does not explain it, is critical at twice that, and ends with an order", async () => {
  const shop = openShop();
  shop.hadBefore(1, 20);
  await shop.pass(61 * MINUTE, MINUTE);
  assert.deepEqual(shop.told(), []);
  // ln 1000 ÷ 1 a minute is 6.9 minutes.
  await shop.pass(6 * MINUTE + 40_000);
  assert.deepEqual(shop.told(), []);
  await shop.pass(30_000);
  assert.deepEqual(shop.open(), ["silent warning"]);
  assert.equal(shop.board.alerts[0]?.title, "No orders for 7 min");
  await shop.pass(8 * MINUTE);
  assert.deepEqual(shop.open(), ["silent critical"]);
  assert.equal(shop.told().length, 2, "each once");
  shop.order();

  assert.deepEqual(shop.open(), []);
});

Deno.test("watch: a shop that is usually quiet now may be silent, and a busy one no shorter than five minutes", async () => {
  const night = openShop();
  night.hadBefore(0.02, 20);
  await night.pass(10 * MINUTE, 10 * MINUTE);
  await night.pass(100 * MINUTE);
  assert.deepEqual(night.told(), []);

  const busy = openShop();
  await busy.pass(2 * MINUTE, 1_000);
  await busy.pass(4 * MINUTE + 55_000);
  assert.deepEqual(busy.told(), []);
  await busy.pass(5_000);
  assert.deepEqual(busy.told(), ["silent warning"]);
});

Deno.test("watch: a silence that somebody ended is not written again, and told anew once its rule was off", async () => {
  const shop = openShop();
  await shop.pass(5 * MINUTE, 2_000);
  await shop.pass(6 * MINUTE);
  const [{ id } = assert.fail("nothing was told")] = shop.board.alerts;
  shop.publish({ type: "resolve", index: 0, resolution: { id } });
  await shop.pass(MINUTE);
  assert.deepEqual([shop.open(), shop.writes], [[], 1]);
  shop.rules = readRules({ feedSilent: { on: false } });
  await shop.pass(STEP);
  shop.rules = DEFAULT_RULES;
  shop.writtenAt = new Date(shop.clock.now()).toISOString();
  await shop.pass(STEP);

  assert.deepEqual([shop.open(), shop.writes], [["silent warning"], 2]);
});

Deno.test("watch: nothing is told by a board that is not of now, and its time away is no silence", async () => {
  const shop = openShop();
  await shop.pass(5 * MINUTE, 2_000);
  shop.isAway = true;
  await shop.pass(30 * MINUTE);
  assert.deepEqual(shop.told(), []);
  shop.isAway = false;
  await shop.pass(4 * MINUTE);
  assert.deepEqual(shop.told(), [], "it was away until four minutes ago");
  await shop.pass(2 * MINUTE);
  assert.deepEqual(shop.told(), ["silent warning"]);
});

Deno.test("watch: three times as many orders as expected are told once they last, and over once they are well over", async () => {
  const shop = openShop();
  shop.hadBefore(2, 20);
  await shop.pass(65 * MINUTE, 30_000);
  await shop.pass(3 * MINUTE, 5_000);
  assert.deepEqual(shop.told(), []);
  await shop.pass(3 * MINUTE, 5_000);
  assert.deepEqual(shop.open(), ["velocity warning"]);
  // Two and a half times as many are no longer told, and not yet over.
  await shop.pass(4 * MINUTE, 12_000);
  assert.deepEqual(shop.open(), ["velocity warning"]);
  await shop.pass(15 * MINUTE, 30_000);

  assert.deepEqual([shop.open(), shop.told()], [[], ["velocity warning"]]);
});

Deno.test("watch: a shop that nothing is known of may have a rush", async () => {
  const shop = openShop();
  await shop.pass(7 * MINUTE, 1_000);
  assert.deepEqual(shop.told(), []);
});

Deno.test("watch: orders that come fast and are worth under 40 % of the usual are told", async () => {
  const shop = openShop({ velocity: { on: false, times: 3 } });
  shop.hadBefore(2, 20);
  await shop.pass(20 * MINUTE, 30_000);
  await shop.pass(10 * MINUTE, 30_000, "7.00");
  assert.deepEqual(shop.told(), [], "as many as usual");
  await shop.pass(7 * MINUTE, 6_000, "7.00");
  assert.deepEqual(shop.open(), ["price critical"]);
  assert.match(
    shop.board.alerts[0]?.message ?? "",
    /\d\.\d\d USD on average where 20\.00 is usual/,
  );
  await shop.pass(80 * MINUTE, 6_000, "7.00");
  assert.deepEqual(
    [shop.open(), shop.told()],
    [["price critical"], ["price critical"]],
    "a wrong price is wrong however long it sells",
  );
  await shop.pass(16 * MINUTE, 30_000);

  assert.deepEqual(shop.open(), []);
});

Deno.test("watch: rules of the fold go through the log, so that a replay agrees; what was turned off is over", async () => {
  const shop = openShop();
  shop.publish(setStock("cup", 5), setStock("mug", 200, 0));
  await shop.pass(2 * MINUTE, 4_000);
  assert.deepEqual(shop.open(), ["cover warning", "low warning"]);
  shop.rules = readRules({
    cover: { warningMinutes: 2, criticalMinutes: 1 },
    lowStock: { on: false },
  });
  await shop.pass(2 * STEP);
  assert.deepEqual(shop.open(), []);
  assert.equal(shop.refreshes, 2, "told once, and after a look at what others wrote");
  shop.rules = readRules({ cover: { warningMinutes: 60 } });
  await shop.pass(2 * STEP, 4_000);
  assert.deepEqual(shop.open(), ["cover warning"]);

  assert.deepEqual(fold(shop.events), shop.board);
});

Deno.test("watch: a stock-out ahead is over though nothing more is published", async () => {
  const shop = openShop({ feedSilent: { ...DEFAULT_RULES.feedSilent, on: false } });
  shop.publish(setStock("mug", 200, 0));
  await shop.pass(2 * MINUTE, 4_000);
  assert.deepEqual(shop.open(), ["cover warning"]);
  await shop.pass(16 * MINUTE);

  assert.deepEqual(shop.open(), []);
});

Deno.test("watch: whatever comes, of each rule one alert is open, and none is told twice in ten minutes", async () => {
  const stretches = fc.array(
    fc.record({
      seconds: fc.integer({ min: 30, max: 900 }),
      everyMs: fc.constantFrom(1_000, 3_000, 10_000, 30_000, Infinity),
      total: fc.constantFrom("2.00", "20.00"),
      isAway: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 3, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(stretches, async (parts) => {
      const shop = openShop();
      shop.hadBefore(2, 20);
      for (const { seconds, everyMs, total, isAway } of parts) {
        shop.isAway = isAway;
        await shop.pass(seconds * 1_000, everyMs, total);
        const rules = shop.open().map((one) => one.split(" ")[0]);
        assert.equal(new Set(rules).size, rules.length, rules.join());
      }
      const ids = shop.events.filter(({ channel }) => channel === "alerts")
        .map(({ data }) => (data as { id: string }).id);
      assert.equal(new Set(ids).size, ids.length, ids.join());
    }),
    { numRuns: 20 },
  );
});

/** A server of its own upon a database that it shares, on a fake clock. */
async function openServer(url: string, clock: FakeClock, stack: AsyncDisposableStack) {
  const sql = stack.adopt(await openPostgres({ url }, () => {}), (sql) => sql.end());
  const log = new PostgresLog(sql);
  const hub = stack.use(await Hub.open({ ...hubOptions(clock), log }));
  const ingest = new Ingest({
    log,
    clock,
    calendar: new Calendar("UTC"),
    lowStockThreshold: () => 10,
    onCommit: ({ epoch, events }) => hub.deliver(epoch, events),
  });
  const watch = new Watch({
    clock,
    log,
    ingest,
    hub,
    settings: { refresh: () => Promise.resolve(), writtenAt: () => null },
    rules: () => DEFAULT_RULES,
    currency: "USD",
    onTrouble: (error) => assert.fail(String(error)),
  });
  watch[Symbol.dispose]();
  return { log, hub, ingest, watch };
}

Deno.test("watch: two servers that see the same at once tell it once", async () => {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const clock = new FakeClock(NOON);
  const servers = [await openServer(url, clock, stack), await openServer(url, clock, stack)];
  const [{ ingest, log } = assert.fail("no server")] = servers;
  const placedAt = new Date(NOON - 10 * MINUTE).toISOString();
  const orders = Array.from({ length: 30 }, (_, n) => place({ id: `o${n}`, placedAt }));
  await ingest.publish(publication(...orders));
  for (let passed = 0; passed <= 11; passed++) {
    const { seq } = await log.head();
    for (const { hub } of servers) {
      hub.deliver(hub.epoch, []);
      await poll(() => hub.currentAt === clock.now() && hub.position.seq === seq);
    }
    await Promise.all(servers.map(({ watch }) => watch.look()));
    clock.advance(MINUTE);
  }
  await ingest.publish(publication(place({ id: "last" })));
  const raised = await log.read(0, 100, ["alerts"]);

  assert.deepEqual(raised.map(({ data }) => (data as Alert).id), [
    `silent-${NOON}`,
    `silent-${NOON}-critical`,
  ]);
  assert.equal(servers[0]?.hub.board.alerts.some(({ resolvedAt }) => !resolvedAt), false);
});
