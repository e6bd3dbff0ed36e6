import assert from "node:assert/strict";
import { type Counted, expectedRate, usualOrder } from "../lib/expected.ts";
import { DEFAULT_RULES } from "../lib/rules.ts";
import { priceAlert, velocityAlert } from "../lib/watch_rules.ts";

const DAY = 1_440;
const NOON = 720;
const USUAL = 5;

/** So many orders in a minute, at this share of the usual price. */
interface Rush {
  orders: number;
  price: number;
}

/** The minutes of a shop with five orders a minute for nine days, of which some were otherwise. */
function shopWith(at: (day: number, minute: number) => Rush | null): Map<number, Counted> {
  const minutes = new Map<number, Counted>();
  for (let minute = 0; minute < 9 * DAY; minute++) {
    const { orders, price } = at(Math.floor(minute / DAY), minute % DAY) ??
      { orders: USUAL, price: 1 };
    if (orders === 0) continue;
    minutes.set(minute, { orders, ownOrders: orders, revenue: orders * price * 2_000 });
  }
  return minutes;
}

/** The minutes of the ninth day at whose end each rule has something to tell. */
function toldOf(minutes: Map<number, Counted>) {
  const told = { velocity: [] as number[], price: [] as number[] };
  for (let minute = 0; minute < DAY; minute++) {
    const sight = { now: (8 * DAY + minute) * 60_000 + 59_999, minutes, currency: "USD" };
    if (velocityAlert(sight, DEFAULT_RULES.velocity, false)) told.velocity.push(minute);
    if (priceAlert(sight, DEFAULT_RULES.priceMistake, false)) told.price.push(minute);
  }
  return told;
}

/** Ten minutes from noon with two hundred times as many orders, at half the price. */
const sale = (day: number, minute: number) =>
  day === 7 && minute >= NOON && minute < NOON + 10 ? { orders: 200 * USUAL, price: 0.5 } : null;

Deno.test("usual: a day after one with a sale raises nothing as long as it is like the others", () => {
  assert.deepEqual(toldOf(shopWith(sale)), { velocity: [], price: [] });
});

Deno.test("usual: a rush at the time of yesterday's sale is told, and so are wrong prices in it", () => {
  const isRush = (day: number, minute: number) => day === 8 && minute >= NOON && minute < NOON + 20;
  const rush = { orders: 4 * USUAL, price: 0.3 };
  const told = toldOf(shopWith((day, minute) => isRush(day, minute) ? rush : sale(day, minute)));

  for (const [first = Infinity] of [told.velocity, told.price]) {
    assert.ok(first >= NOON && first <= NOON + 4, `told at ${first}`);
  }
});

Deno.test("usual: where nothing is usually ordered a rush is told, and is what is expected an hour later", () => {
  const isNight = (minute: number) => minute >= NOON - 120 && minute < NOON + 180;
  const isKnown = (day: number) => day === 2;
  const minutes = shopWith((day, minute) => {
    if (day === 8 && minute >= NOON) return { orders: 6, price: 1 };
    return isNight(minute) && !isKnown(day) ? { orders: 0, price: 1 } : null;
  });
  const { velocity } = toldOf(minutes);

  assert.ok((velocity[0] ?? Infinity) <= NOON + 4, `told at ${velocity[0]}`);
  assert.ok((velocity.at(-1) ?? Infinity) < NOON + 60, `told until ${velocity.at(-1)}`);
  const later = 8 * DAY + NOON + 70;
  assert.equal(expectedRate(minutes, later, later - 5), 6);
});

Deno.test("usual: of two days' prices the lower is the usual one, as a wrong alarm would be critical", () => {
  const prices = new Map([[6, 1], [7, 0.6]]);
  const minutes = shopWith((day) => ({
    orders: prices.has(day) ? USUAL : 0,
    price: prices.get(day) ?? 1,
  }));
  assert.equal(usualOrder(minutes, 8 * DAY + NOON, 8 * DAY + NOON - 5), 1_200);
});
