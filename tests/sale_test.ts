import assert from "node:assert/strict";
import { parseItem } from "../lib/schema.ts";
import { demoOptions } from "../tasks/demo/options.ts";
import { play } from "../tasks/demo/play.ts";
import { Random } from "../tasks/demo/random.ts";
import { type Moment, type SaleOptions, simulateSale } from "../tasks/demo/sale.ts";
import { UsageError } from "../tasks/lib/usage.ts";
import { FakeClock } from "./fake_clock.ts";

const MINUTE = 60_000;
const OPTIONS: SaleOptions = { seed: 1, rate: 20, currency: "USD" };

/** What is published until a time. */
function until(ms: number, changes: Partial<SaleOptions> = {}): Moment[] {
  const moments: Moment[] = [];
  for (const moment of simulateSale({ ...OPTIONS, ...changes })) {
    if (moment.at > ms) break;
    moments.push(moment);
  }
  return moments;
}

function on(channel: Moment["channel"], moments: readonly Moment[]): Moment[] {
  return moments.filter((moment) => moment.channel === channel);
}

function placed(moments: readonly Moment[]): Moment[] {
  return on("orders", moments).filter(({ item }) => item.status === undefined);
}

interface Item {
  productId: string;
  quantity: number;
  price: string;
}

function itemsOf({ item }: Moment): Item[] {
  return item.items as Item[];
}

Deno.test("the same seed gives the same course of events, another seed another", () => {
  assert.deepEqual(until(5 * MINUTE), until(5 * MINUTE));
  assert.notDeepEqual(until(5 * MINUTE), until(5 * MINUTE, { seed: 2 }));
});

Deno.test("all that is published is what the server takes, in any currency", () => {
  for (const currency of ["USD", "JPY", "KWD"]) {
    for (const { channel, item } of until(12 * MINUTE, { currency })) {
      const parsed = parseItem(channel, item, 0, { currency, customerLabel: "full" });
      assert(!("rejection" in parsed), JSON.stringify(parsed));
    }
  }
});

Deno.test("time never runs backwards", () => {
  const times = until(30 * MINUTE).map(({ at }) => at);

  assert.deepEqual(times, times.toSorted((a, b) => a - b));
});

Deno.test("a total is the sum of its lines", () => {
  for (const order of placed(until(10 * MINUTE))) {
    const cents = itemsOf(order).reduce((sum, { quantity, price }) => {
      return sum + quantity * Number(price.replace(".", ""));
    }, 0);
    assert.equal(
      order.item.total,
      `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
    );
  }
});

Deno.test("orders have ids of their own", () => {
  const ids = placed(until(60 * MINUTE)).map(({ item }) => item.id);

  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("orders come at the rate when nothing is on sale, and nine times as often when it begins", () => {
  const moments = placed(until(170 * MINUTE));
  const between = (from: number, to: number) =>
    moments.filter(({ at }) => at >= from * MINUTE && at < to * MINUTE).length;
  const sales = [0, 20, 40, 60, 80, 100, 120, 140];
  const quiet = sales.reduce((sum, from) => sum + between(from + 11, from + 20), 0);
  const rush = sales.reduce((sum, from) => sum + between(from + 0.17, from + 0.67), 0);

  // Both are counts of a Poisson process; five standard deviations are left for chance.
  assertNear(quiet, 20 * 9 * sales.length);
  assertNear(rush, 20 * (0.5 + integral(0.5)) * sales.length);
});

/** Orders that a sale brings on top in its first minutes, for one order a minute otherwise. */
function integral(minutes: number): number {
  return 8 * 2.7 * (1 - Math.exp(-minutes / 2.7));
}

function assertNear(count: number, expected: number): void {
  assert(Math.abs(count - expected) < 5 * Math.sqrt(expected), `${count}, expected ${expected}`);
}

Deno.test("the sale is announced after ten seconds, and cuts its prices for ten minutes", () => {
  const moments = until(15 * MINUTE);
  const prices = (productId: string) => {
    const sold = placed(moments).flatMap((order) =>
      itemsOf(order).filter((item) => item.productId === productId)
        .map(({ price }) => ({ at: order.at, price }))
    );
    return Map.groupBy(sold, ({ price }) => price);
  };

  const [begins, ends] = on("alerts", moments);
  assert.deepEqual([begins?.at, ends?.at], [10_000, 10_000 + 10 * MINUTE]);
  assert.equal(begins?.item.title, "Flash sale: Pour-over kettle and Merino throw");
  const kettle = prices("HG-110");
  assert(kettle.get("47.40")?.every(({ at }) => at >= 10_000 && at < 10_000 + 10 * MINUTE));
  assert(kettle.get("79.00")?.every(({ at }) => at < 10_000 || at >= 10_000 + 10 * MINUTE));
});

/** The stock that a server would show, with the lowest it came to. */
function stockOf(moments: readonly Moment[]) {
  const levels = new Map<string, { now: number; lowest: number; threshold: number }>();
  const orders = new Map<unknown, Item[]>();
  const move = (productId: string, units: number) => {
    const level = levels.get(productId);
    assert(level, `${productId} has a level before it moves`);
    level.now += units;
    level.lowest = Math.min(level.lowest, level.now);
  };
  for (const { channel, item } of moments) {
    if (channel === "inventory" && "available" in item) {
      const { productId, available: now, threshold } = item as Record<string, number>;
      levels.set(String(productId), { now: now ?? 0, lowest: now ?? 0, threshold: threshold ?? 0 });
    } else if (channel === "inventory") {
      move(String(item.productId), Number(item.delta));
    } else if (channel === "orders") {
      const cancelled = item.status === "cancelled";
      const items = cancelled ? orders.get(item.id) : item.items as Item[];
      assert(items, "a cancellation follows its order");
      orders.set(item.id, items);
      for (const { productId, quantity } of items) {
        move(productId, cancelled ? quantity : -quantity);
      }
    }
  }
  return levels;
}

Deno.test("what is on sale is oversold within five minutes", () => {
  const levels = stockOf(until(5 * MINUTE));

  assert(levels.size === 12);
  assert((levels.get("HG-110")?.lowest ?? 0) < 0);
  assert((levels.get("HG-305")?.lowest ?? 0) < 0);
});

Deno.test("deliveries keep the shop going for hours", () => {
  const moments = until(180 * MINUTE);

  const deliveries = on("inventory", moments).filter(({ item }) => "delta" in item);
  assert(deliveries.length > 12);
  assert(deliveries.every(({ item }) => Number(item.delta) > 0));
  const levels = [...stockOf(moments).values()];
  assert(levels.filter(({ now, threshold }) => now >= threshold).length >= 6);
});

Deno.test("one order in fifty is cancelled, once and after it was placed", () => {
  const moments = on("orders", until(120 * MINUTE));
  const cancelled = moments.filter(({ item }) => item.status === "cancelled");

  const ids = cancelled.map(({ item }) => item.id);
  assert.equal(new Set(ids).size, ids.length);
  assertNear(ids.length, placed(moments).length / 50);
  stockOf(until(120 * MINUTE));
});

Deno.test("a few hundred visitors are about, who come and go", () => {
  const visits = on("visits", until(40 * MINUTE));
  const active = (at: number) =>
    new Set(
      visits.filter((visit) => visit.at > at - 5 * MINUTE && visit.at <= at)
        .map(({ item }) => item.visitor),
    );

  const [begin, late] = [active(0), active(40 * MINUTE)];
  assert(begin.size >= 180 && begin.size < 200);
  for (const at of [5, 15, 38]) {
    const { size } = active(at * MINUTE);
    assert(size > 150 && size < 900, `${size} at ${at} min`);
  }
  assert([...begin].filter((visitor) => late.has(visitor)).length < 5);
});

Deno.test("random numbers are spread evenly, and picks go by weight", () => {
  const random = new Random(7);
  const numbers = Array.from({ length: 10_000 }, () => random.next());
  assert(numbers.every((number) => number >= 0 && number < 1));
  assertNear(numbers.filter((number) => number < 0.1).length, 1_000);

  const picks = Array.from(
    { length: 4_000 },
    () => random.pick(["a", "b"], (x) => x === "a" ? 3 : 1),
  );
  assertNear(picks.filter((pick) => pick === "a").length, 3_000);
  const gaps = Array.from({ length: 10_000 }, () => random.gap(50));
  assertNear(gaps.reduce((sum, gap) => sum + gap, 0) / 50, 10_000);
  assert.throws(() => random.pick([]), RangeError);
});

Deno.test("a cancellation is published after its order, and neighbours share a request", async () => {
  const published: [string, unknown[]][] = [];
  const told: string[] = [];
  const moments: Moment[] = [
    { at: 0, channel: "visits", item: { visitor: "a" } },
    { at: 0, channel: "visits", item: { visitor: "b" } },
    { at: 0, channel: "orders", item: { id: "1" } },
    { at: 0, channel: "alerts", item: { title: "Sale" }, note: "Sale" },
    { at: 0, channel: "orders", item: { id: "1", status: "cancelled" } },
  ];

  const orders = await play(moments, {
    clock: new FakeClock(),
    signal: new AbortController().signal,
    publish(channel, items) {
      published.push([channel, [...items]]);
      return Promise.resolve();
    },
    tell: (line) => told.push(line),
  });

  assert.equal(orders, 1);
  assert.deepEqual(published, [
    ["visits", [{ visitor: "a" }, { visitor: "b" }]],
    ["orders", [{ id: "1" }]],
    ["alerts", [{ title: "Sale" }]],
    ["orders", [{ id: "1", status: "cancelled" }]],
  ]);
  assert.deepEqual(told, ["  0:00  Sale"]);
});

Deno.test("wrong arguments of the demo are refused with what was seen", () => {
  assert.deepEqual(demoOptions([]), { rate: 20, minutes: null, seed: 1 });
  assert.equal(demoOptions(["--help"]), "help");
  assert.throws(() => demoOptions(["--rate", "fast"]), UsageError);
  assert.throws(() => demoOptions(["--minutes", "0"]), /--minutes must .* current value is "0"/);
  assert.throws(() => demoOptions(["now"]), /now/);
});
