import * as fc from "fast-check";
import { Calendar } from "../lib/day.ts";
import type { Command, PlacedOrder, Publication } from "../lib/command.ts";
import { type LedgerOptions, type LedgerState } from "../lib/ledger.ts";
import { fingerprintOf } from "../lib/schema.ts";

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

export function emptyLedger(): LedgerState {
  return { head: 0, orders: new Map(), stock: new Map(), receipts: new Map() };
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

const stocking: fc.Arbitrary<Command> = fc.tuple(products, fc.integer({ min: -3, max: 20 }))
  .map(([productId, available]) => setStock(productId, available));

const moving: fc.Arbitrary<Command> = fc.tuple(products, fc.integer({ min: -5, max: 5 }))
  .map(([productId, delta]) => ({ type: "move", index: 0, productId, delta }));

/** Any command of a small shop, so that ids and products meet often. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: placing },
  { weight: 1, arbitrary: ids.map(cancel) },
  { weight: 2, arbitrary: stocking },
  { weight: 1, arbitrary: moving },
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
