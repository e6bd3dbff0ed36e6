import assert from "node:assert/strict";
import * as fc from "fast-check";
import { canForecast, coverOf } from "../lib/cover.ts";
import { countSale, emptyVelocity, type Pace, paceOf, type Velocity } from "../lib/velocity.ts";
import { assertNear, NOON } from "./builders.ts";

const MINUTE = 60_000;

type Sale = [at: number, units: number];

function velocityOf(sales: readonly Sale[]): Velocity {
  const velocity = emptyVelocity(sales[0]?.[0] ?? NOON);
  for (const [at, units] of sales) countSale(velocity, units, at);
  return velocity;
}

function paceOfSales(sales: readonly Sale[], now: number): Pace {
  return paceOf(velocityOf(sales), now) ?? assert.fail("nothing was sold");
}

/** Some sales within twenty minutes, in the order of their time. */
const someSales = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 20 * MINUTE }), fc.integer({ min: 1, max: 9 })),
  { minLength: 1, maxLength: 60 },
).map((sales) => sales.map(([at, units]): Sale => [NOON + at, units]).sort(([a], [b]) => a - b));

Deno.test("velocity: the rate of a steady stream becomes what it is, however many units an order has", () => {
  fc.assert(fc.property(
    fc.integer({ min: 3, max: 120 }),
    fc.integer({ min: 1, max: 20 }),
    (perMinute, units) => {
      const sales = Array.from({ length: perMinute * 30 }, (_, n): Sale => {
        return [NOON + n * MINUTE / perMinute, units];
      });
      const velocity = velocityOf(sales);
      const { unitsPerMinute, soldIn5 } = paceOf(velocity, NOON + 30 * MINUTE) ?? assert.fail();
      assert.ok(velocity.slots.length <= 30, "a stream without end takes no more memory");
      assertNear(unitsPerMinute, perMinute * units, 0.15, "rate");
      assertNear(soldIn5, perMinute * units * 5, 0.15, "sold in 5 min");
    },
  ));
});

Deno.test("velocity: in two minutes a sale loses half its weight, and in fifteen all of it", () => {
  fc.assert(fc.property(someSales, (sales) => {
    const velocity = velocityOf(sales);
    const { at, units } = velocity;
    countSale(velocity, 1, at + 2 * MINUTE);
    assertNear(velocity.units, units / 2 + 1, 1e-9);
    assert.equal(paceOf(velocity, at + 17.5 * MINUTE), null);
  }));
});

Deno.test("velocity: sales in any order of their arrival give one rate", () => {
  fc.assert(fc.property(someSales, (sales) => {
    const recent = sales.filter(([at]) => at > NOON + 6 * MINUTE);
    fc.pre(recent.length > 0);
    const now = NOON + 20 * MINUTE;
    const [one, other] = [recent, recent.toReversed()].map((list) => paceOfSales(list, now));
    assertNear(one?.unitsPerMinute ?? 0, other?.unitsPerMinute ?? 0, 1e-9);
    assert.equal(one?.soldIn15, other?.soldIn15);
  }));
});

Deno.test("velocity: more stock is more cover, and the interval holds the forecast", () => {
  fc.assert(fc.property(someSales, fc.integer({ min: 1, max: 10_000 }), (sales, available) => {
    const now = sales.at(-1)?.[0] ?? NOON;
    const pace = paceOfSales(sales, now);
    const [less, more] = [coverOf(pace, available), coverOf(pace, available + 1)];
    assert.ok(less.minutes < more.minutes && less.low < more.low);
    assert.ok(0 < less.low && less.low < less.minutes && less.minutes < less.high);
    assert.ok(Number.isFinite(less.high));
  }));
});

Deno.test("velocity: a cancelled order takes its units back", () => {
  fc.assert(fc.property(someSales, someSales, (sales, cancelled) => {
    const velocity = velocityOf([...sales, ...cancelled]);
    for (const [at, units] of cancelled) countSale(velocity, -units, at);
    const [first, last] = [[...sales, ...cancelled][0]?.[0] ?? 0, NOON + 20 * MINUTE];
    const without = velocityOf(sales);
    // When the product began to sell is not taken back.
    without.since = Math.min(velocity.since, first);
    const [back, never] = [paceOf(velocity, last), paceOf(without, last)];
    assert.equal(back?.soldIn15, never?.soldIn15);
    assertNear(back?.unitsPerMinute ?? 0, never?.unitsPerMinute ?? 0, 1e-6);
  }));
});

Deno.test("velocity: a forecast is made from five units on and not from one order", () => {
  const one = paceOfSales([[NOON, 100]], NOON);
  const few = paceOfSales([[NOON, 1], [NOON + 1, 1], [NOON + 2, 1], [NOON + 3, 1]], NOON + 4);
  const five = paceOfSales([[NOON, 1], [NOON + 1, 2], [NOON + 2, 1], [NOON + 3, 1]], NOON + 4);

  assert.deepEqual([one, few, five].map(canForecast), [false, false, true]);
});
