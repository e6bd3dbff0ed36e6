import type { RetailOrder } from "./retail.ts";
import { hasStock } from "./retail_line.ts";

/** A level as it is published to `inventory`. */
export interface StockLevel {
  productId: string;
  name?: string;
  available: number;
  threshold: number;
}

/**
 * Best-sellers that get a level. A day has a thousand products of which most sell once: a level for each
 * would raise a thousand alerts, in which nobody finds the one that matters.
 */
const PRODUCTS = 40;

/** Stock counts as low when less than this part of it is left. */
const LOW_PART = 0.15;

/**
 * Levels for the best-selling products, so that they run low while their orders are published.
 *
 * @param percent How much there is of what will be ordered: 90 runs out, 110 does not.
 */
export function stockLevels(orders: readonly RetailOrder[], percent: number): StockLevel[] {
  const demand = demandOf(orders).sort((a, b) => b.units - a.units).slice(0, PRODUCTS);
  return demand.map(({ productId, name, units }) => {
    const available = Math.ceil(units * percent / 100);
    const threshold = Math.max(1, Math.round(available * LOW_PART));
    return { productId, ...(name !== null && { name }), available, threshold };
  });
}

interface Demand {
  productId: string;
  name: string | null;
  units: number;
}

function demandOf(orders: readonly RetailOrder[]): Demand[] {
  const products = new Map<string, Demand>();
  for (const { productId, name, quantity } of orders.flatMap(({ items }) => items)) {
    if (!hasStock(productId)) continue;
    const known = products.get(productId) ?? { productId, name, units: 0 };
    products.set(productId, { ...known, name: known.name ?? name, units: known.units + quantity });
  }
  return [...products.values()];
}
