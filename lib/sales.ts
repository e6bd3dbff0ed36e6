import type { Order } from "./order.ts";
import { takingsOf } from "./shelves.ts";
import type { CoverLevel } from "./cover.ts";
import { countSale, emptyVelocity, isQuiet, type Velocity, WINDOW_MS } from "./velocity.ts";

/** A product that sells, and what was told of its cover since it was last well. */
export interface Seller {
  velocity: Velocity;
  told: CoverLevel;
}

/** The products that sold something in the last 15 minutes, by id. */
export type Sellers = Map<string, Seller>;

/**
 * Folds an order's units into the sellers, in place. A cancelled order takes them back, and one that
 * was changed takes back what it was before.
 *
 * @param at When the event was accepted, in ms since 1970 UTC: an order that was placed more than 15
 * minutes before is no sale of now, and a shop's clock that runs ahead must not reach into the future.
 */
export function countSales(sellers: Sellers, order: Order, at: number): void {
  const placedAt = Math.min(Date.parse(order.placedAt), at);
  if (!(at - placedAt < WINDOW_MS)) return;
  const { replaces } = order;
  // What it was is not known: it stands as it was counted.
  if (replaces && !replaces.items) return;
  const sign = order.status === "cancelled" ? -1 : 1;
  count(sellers, order.items, sign, placedAt);
  if (replaces?.items) count(sellers, replaces.items, -1, placedAt);
}

/** Lets go of products that stopped selling, so that there are never more than sell. */
export function forgetQuiet(sellers: Sellers, now: number): void {
  for (const [productId, { velocity }] of sellers) {
    if (isQuiet(velocity, now)) sellers.delete(productId);
  }
}

function count(sellers: Sellers, items: Order["items"], sign: 1 | -1, placedAt: number): void {
  for (const [productId, { units }] of takingsOf(items)) {
    const seller = sellers.get(productId);
    if (seller) countSale(seller.velocity, sign * units, placedAt);
    else if (sign > 0) sellers.set(productId, begin(units, placedAt));
  }
}

function begin(units: number, placedAt: number): Seller {
  const velocity = emptyVelocity(placedAt);
  countSale(velocity, units, placedAt);
  return { velocity, told: "ok" };
}
