import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Calendar } from "../lib/day.ts";
import type { Command, NewRefund, PlacedOrder, Publication, StockCount } from "../lib/command.ts";
import type { LedgerOptions, LedgerState } from "../lib/ledger_state.ts";
import { fingerprintOf } from "../lib/schema.ts";
import type { Triage } from "../lib/triage.ts";

export const NOON = Date.parse("2026-11-24T12:00:00Z");

/** An order as `parseItem` would hand it on; `changes` over a plain one of one mug. */
export function placedOrder(changes: Partial<PlacedOrder> = {}): PlacedOrder {
  const order = {
    id: "1001",
    customer: "Ada L.",
    currency: "USD",
    total: "19.95",
    placedAt: null,
    items: [{ productId: "mug", name: "Mug", quantity: 1, price: "19.95" }],
    ...changes,
  };
  return { fingerprint: fingerprintOf({ ...order }), ...order };
}

/** A publication of commands, numbered in order. */
export function publication(...commands: Command[]): Publication {
  return { commands: commands.map((command, index) => ({ ...command, index })) };
}

export function place(changes: Partial<PlacedOrder> = {}): Command {
  return { type: "place", index: 0, order: placedOrder(changes) };
}

export function cancel(id: string): Command {
  return { type: "cancel", index: 0, id };
}

export function setStock(productId: string, available: number, threshold = 10): Command {
  return { type: "set", index: 0, stock: { productId, name: productId, available, threshold } };
}

export function revise(order: PlacedOrder, revisedAt: number, counts = true): Command {
  return { type: "revise", index: 0, revision: { order, counts, revisedAt } };
}

export function refund(changes: Partial<NewRefund> = {}): Command {
  const plain = { id: "r1", orderId: "1001", currency: "USD", amount: "5.00", refundedAt: null };
  return { type: "refund", index: 0, refund: { ...plain, restocked: [], ...changes } };
}

export function count(changes: Partial<StockCount> = {}): Command {
  const plain = { item: "i1", location: "shop", available: 20, countedAt: NOON };
  return { type: "count", index: 0, count: { ...plain, ...changes } };
}

export function identify(item: string, productId: string): Command {
  return { type: "identify", index: 0, item: { item, productId, name: productId } };
}

export function triage(id: string, changes: Partial<Triage> = {}): Command {
  const open = { id, acknowledged: false, snoozedUntil: null };
  return { type: "triage", index: 0, triage: { ...open, ...changes } };
}

export function emptyLedger(): LedgerState {
  return {
    head: 0,
    orders: new Map(),
    refunds: new Map(),
    stock: new Map(),
    items: new Map(),
    receipts: new Map(),
  };
}

export function ledgerOptions(now = NOON, timeZone = "UTC"): LedgerOptions {
  const calendar = new Calendar(timeZone);
  return { now, dateOf: (instant) => calendar.dayOf(instant).date, lowStockThreshold: 10 };
}

const ids = fc.constantFrom("a", "b", "c", "d", "e", "f");
const products = fc.constantFrom("mug", "cup", "pot");
const cents = fc.integer({ min: 0, max: 1_000_000 }).map((minor) => (minor / 100).toFixed(2));

const placing: fc.Arbitrary<Command> = fc.record({
  id: ids,
  total: cents,
  currency: fc.constantFrom("USD", "USD", "EUR"),
  items: fc.array(
    fc.record({
      productId: products,
      name: fc.constant(null),
      quantity: fc.integer({ min: 1, max: 5 }),
      price: cents,
    }, { noNullPrototype: true }),
    { minLength: 1, maxLength: 3 },
  ),
}, { noNullPrototype: true }).map(place);

const revising: fc.Arbitrary<Command> = fc.record({
  placing,
  counts: fc.boolean(),
  revisedAt: fc.integer({ min: 1, max: 5 }),
}).map(({ placing, counts, revisedAt }) => {
  const order = placing.type === "place" ? placing.order : placedOrder();
  return revise(order, NOON - 60_000 + revisedAt * 1_000, counts);
});

const refunding: fc.Arbitrary<Command> = fc.record({
  id: fc.constantFrom("r1", "r2", "r3"),
  orderId: ids,
  amount: cents,
  restocked: fc.array(
    fc.record({ productId: products, quantity: fc.integer({ min: 1, max: 3 }) }, {
      noNullPrototype: true,
    }),
    { maxLength: 2 },
  ),
}, { noNullPrototype: true }).map(refund);

const counting: fc.Arbitrary<Command> = fc.record({
  item: fc.constantFrom("i1", "i2"),
  location: fc.constantFrom("shop", "depot"),
  available: fc.integer({ min: -3, max: 20 }),
  second: fc.integer({ min: -5, max: 5 }),
}).map(({ second, ...counted }) => count({ ...counted, countedAt: NOON + second * 1_000 }));

const identifying: fc.Arbitrary<Command> = fc.tuple(fc.constantFrom("i1", "i2"), products)
  .map(([item, productId]) => identify(item, productId));

const stocking: fc.Arbitrary<Command> = fc.tuple(products, fc.integer({ min: -3, max: 20 }))
  .map(([productId, available]) => setStock(productId, available));

const moving: fc.Arbitrary<Command> = fc.tuple(products, fc.integer({ min: -5, max: 5 }))
  .map(([productId, delta]) => ({ type: "move", index: 0, productId, delta }));

const alerting: fc.Arbitrary<Command> = fc.constantFrom("info", "warning", "critical").map(
  (severity) => ({ type: "alert", index: 0, title: "Slow", message: "", severity }),
);

const triaging: fc.Arbitrary<Command> = fc.record({
  n: fc.integer({ min: 1, max: 40 }),
  to: fc.constantFrom<Partial<Triage>>(
    {},
    { acknowledged: true },
    { snoozedUntil: new Date(NOON + 900_000).toISOString() },
    { snoozedUntil: new Date(NOON + 3_600_000).toISOString() },
  ),
}).map(({ n, to }) => triage(`alert-${n}`, to));

const watching: fc.Arbitrary<Command> = fc.tuple(
  products,
  fc.option(fc.integer({ min: 0, max: 15 })),
).map(([productId, threshold]) => ({ type: "threshold", index: 0, productId, threshold }));

/** Any command of a small shop, so that ids and products meet often. */
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: placing },
  { weight: 1, arbitrary: ids.map(cancel) },
  { weight: 2, arbitrary: revising },
  { weight: 1, arbitrary: refunding },
  { weight: 1, arbitrary: counting },
  { weight: 1, arbitrary: identifying },
  { weight: 2, arbitrary: stocking },
  { weight: 1, arbitrary: moving },
  { weight: 1, arbitrary: watching },
  { weight: 1, arbitrary: alerting },
  { weight: 2, arbitrary: triaging },
  {
    weight: 1,
    arbitrary: fc.constant<Command>({
      type: "custom",
      index: 0,
      channel: "clicks",
      data: { n: 1 },
    }),
  },
);

export const anyPublications: fc.Arbitrary<Publication[]> = fc.array(
  fc.array(anyCommand, { minLength: 1, maxLength: 5 }).map((commands) => publication(...commands)),
  { minLength: 1, maxLength: 12 },
);

/** Fails when a value is further from what is expected than this part of it. */
export function assertNear(value: number, expected: number, part: number, what = "value"): void {
  const isNear = Math.abs(value - expected) <= part * Math.abs(expected);
  assert.ok(isNear, `${what} is ${value}, expected ${expected} within ${part * 100} %`);
}
