import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ProductAtRisk } from "../lib/at_risk.ts";
import { FlashboardError } from "../lib/error.ts";
import type { LogEvent } from "../lib/event.ts";
import type { Pause, PauseRequest } from "../lib/pause.ts";
import { DEFAULT_GUARD, type Guard, isInDanger, readGuard } from "../lib/promotion_guard.ts";
import { PromotionWatch } from "../lib/promotion_watch.ts";
import { FakeClock } from "./fake_clock.ts";
import { openPauses, trailOf } from "./pauses.ts";
import { anOrder } from "./shop.ts";
import { poll } from "./harness/wait.ts";

const ON: Guard = { ...DEFAULT_GUARD, on: true, dryRun: false };

function product(changes: Partial<ProductAtRisk> = {}): ProductAtRisk {
  return {
    productId: "mug",
    name: "Mug",
    available: 20,
    threshold: 10,
    state: "ok",
    soldIn5Min: 10,
    unitsPerMinute: 5,
    cover: { minutes: 4, low: 2, high: 8 },
    level: "critical",
    ...changes,
  };
}

/** A watch of one product, and what it asked. */
function openWatch(rule = ON) {
  const clock = new FakeClock();
  const asked: (PauseRequest & { at: number })[] = [];
  const state = { rule, stock: product(), targets: 1, away: false, troubles: 0 };
  const watch = new PromotionWatch({
    hub: { product: () => state.stock },
    clock,
    guard: () => state.rule,
    onTrouble: () => state.troubles++,
    pauses: {
      ask(request) {
        if (state.away) return Promise.reject(new FlashboardError("unavailable", "away"));
        asked.push({ ...request, at: clock.now() });
        return Promise.resolve({ ...request, targets: state.targets } as Pause);
      },
    },
  });
  /** Its stock is now this, and the board says so; `ageMs` is how late the news comes. */
  const sell = async (available: number, minutes: number | null, ageMs = 0) => {
    const cover = minutes === null ? null : { minutes, low: minutes, high: minutes };
    state.stock = product({ available, cover });
    const at = new Date(clock.now() - ageMs).toISOString();
    watch.look([{ seq: 1, channel: "inventory", at, data: state.stock } as LogEvent]);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { clock, asked, state, sell };
}

Deno.test("guard rule: it is off, runs dry at first, and says what is wrong with another", () => {
  assert.deepEqual(DEFAULT_GUARD, {
    on: false,
    minutes: 3,
    oversold: true,
    coolDownMinutes: 10,
    dryRun: true,
    products: "all",
  });
  assert.deepEqual(readGuard({ on: true, products: ["mug"] }), {
    ...DEFAULT_GUARD,
    on: true,
    products: ["mug"],
  });
  const wrong: [value: unknown, pointer: string, message: RegExp][] = [
    [null, "", /The item: .*object/],
    [{ on: "yes" }, "/on", /^on: .*boolean/],
    [{ minutes: 0 }, "/minutes", /^minutes: /],
    [{ coolDownMinutes: 0 }, "/coolDownMinutes", /^coolDownMinutes: /],
    [{ products: [] }, "/products", /^products: /],
    [{ treshold: 3 }, "", /Unrecognized key: "treshold"/],
    [{ on: true, minutes: null, oversold: false }, "", /is on and would never ask/],
  ];
  for (const [value, pointer, message] of wrong) {
    assert.throws(() => readGuard(value), { code: "invalid", pointer, message });
  }
});

Deno.test("guard rule: too few minutes of cover, none left and oversold are danger, each where it is asked for", () => {
  const soon = product({ cover: { minutes: 2.9, low: 1, high: 5 } });
  const later = product({ cover: { minutes: 3, low: 1, high: 5 } });
  const quiet = product({ cover: null });
  const out = product({ available: 0, cover: null });
  const oversold = product({ available: -1, cover: null });
  const products = [soon, later, quiet, out, oversold];
  const dangers = (rule: Partial<Guard>) =>
    products.map((one) => isInDanger({ ...ON, ...rule }, one));

  assert.deepEqual(dangers({}), [true, false, false, true, true]);
  assert.deepEqual(dangers({ oversold: false }), [true, false, false, true, true]);
  assert.deepEqual(dangers({ minutes: null }), [false, false, false, false, true]);
  assert.deepEqual(dangers({ products: ["cup"] }), [false, false, false, false, false]);
  assert.deepEqual(dangers({ products: ["cup", "mug"] }), dangers({}));
});

Deno.test("guard: it asks when a product comes into danger, and again after the cool-down if it still falls", async () => {
  const { clock, asked, sell } = openWatch();
  await sell(20, 4);
  await sell(15, 2);
  for (const available of [14, 12, 8]) await sell(available, 1);
  clock.advance(10 * 60_000);
  await sell(8, 1);
  await sell(9, 1);
  await sell(7, 0.9);

  assert.deepEqual(asked.map(({ available, askedBy, dryRun }) => [available, askedBy, dryRun]), [
    [15, "rule", false],
    [7, "rule", false],
  ]);
  assert.equal(asked[0]?.reason, "15 left, enough for about 2 min as it sells now");
});

Deno.test("guard: late news, a rule that is off and stock that does not sell ask for nothing", async () => {
  const { asked, state, sell } = openWatch();
  await sell(15, 2, 30_001);
  state.rule = { ...ON, on: false };
  await sell(14, 2);
  state.rule = ON;
  state.stock = product({ unitsPerMinute: 0 });
  const { sell: set, asked: none } = openWatch({ ...ON, products: ["cup"] });
  await set(-5, null);

  assert.deepEqual([...asked, ...none], []);
  await sell(13, 2, 29_999);
  assert.equal(asked.length, 1);
});

Deno.test("guard: another rule, a database that is back and a first target are not held up", async () => {
  const { clock, asked, state, sell } = openWatch({ ...ON, dryRun: true });
  await sell(15, 2);
  state.rule = { ...ON };
  await sell(14, 2);
  state.rule = { ...ON, minutes: 5 };
  state.away = true;
  await sell(13, 2);
  state.away = false;
  state.targets = 0;
  await sell(12, 2);
  await sell(11, 2);
  clock.advance(10_000);
  await sell(10, 2);

  assert.equal(state.troubles, 1);
  assert.deepEqual(
    asked.map(({ available, dryRun }) => `${available} ${dryRun ? "dry" : "meant"}`),
    [
      "15 dry",
      "14 meant",
      "12 meant",
      "10 meant",
    ],
  );
});

Deno.test("guard: whatever sells, one server asks at most once in a cool-down, and only in danger", async () => {
  const step = fc.record({
    waitS: fc.integer({ min: 0, max: 400 }),
    available: fc.integer({ min: -20, max: 60 }),
    minutes: fc.option(fc.double({ min: 0.1, max: 10, noNaN: true })),
    lateS: fc.integer({ min: 0, max: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { clock, asked, sell } = openWatch();
      for (const { waitS, available, minutes, lateS } of steps) {
        clock.advance(waitS * 1_000);
        const before = asked.length;
        await sell(available, available > 0 ? minutes : null, lateS * 1_000);
        if (asked.length === before) continue;
        const covered = available > 0 && (minutes === null || minutes >= 3);
        assert.ok(!covered && lateS <= 30);
      }
      asked.slice(1).forEach(({ at }, before) => {
        assert.ok(at - (asked[before]?.at ?? 0) >= ON.coolDownMinutes * 60_000);
      });
    }),
  );
});

Deno.test("guard: two servers that see the same rush ask once between them, and the trail says by rule", async () => {
  await using shop = await openPauses();
  await shop.keep("guard", { on: true, dryRun: false });
  const servers = [await shop.openServer(), await shop.openServer()] as const;
  const [here, there] = servers;
  await shop.addTarget();
  await here.publish("inventory", { productId: "mug", name: "Mug", available: 40 });
  const buyers = Array.from({ length: 60 }, (_, at) => at % 2 === 0 ? here : there);
  await Promise.all(buyers.map((server) => server.publish("orders", anOrder())));

  assert.ok(await poll(async () => (await shop.told()).length > 0));
  await Promise.all(servers.map((server) => server.publish("orders", anOrder())));
  const trail = await trailOf(here);
  assert.deepEqual(trail.map(({ askedBy, outcome }) => [askedBy, outcome]), [["rule", "asked"]]);
  assert.equal((await shop.told()).length, 1);
});
