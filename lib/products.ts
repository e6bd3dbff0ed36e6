import * as z from "zod";
import { FlashboardError } from "./error.ts";
import { type StockState, stockState } from "./inventory.ts";
import type { StockRow } from "./ledger_state.ts";
import { check } from "./schema.ts";

export type KeptProduct = Pick<StockRow, "productId" | "name" | "available" | "threshold">;

/** Where products are looked up. Methods throw `FlashboardError` `unavailable` when the database is away. */
export interface ProductIndex {
  /** The first `limit` whose name or id holds a text, in any case, by name. */
  find(query: string, limit: number): Promise<KeptProduct[]>;
  get(productId: string): Promise<KeptProduct | null>;
  /** Ids of those that go by the store's threshold. */
  withoutThreshold(): Promise<string[]>;
}

/** A product as operators see it. */
export interface ShownProduct {
  productId: string;
  name: string;
  available: number;
  /** Units below which its stock is low. */
  threshold: number;
  /** Its own; null when it goes by the store's. */
  ownThreshold: number | null;
  state: StockState;
}

const THRESHOLD = "must be a whole number from 0 to 1,000,000,000";

/** What may be changed of a product. */
export const productChange = z.strictObject({
  threshold: z.int(THRESHOLD).min(0, THRESHOLD).max(1_000_000_000, THRESHOLD).nullable()
    .describe("Low stock begins below it; `null` for the store's"),
}).meta({ title: "ProductChange", examples: [{ threshold: 25 }] });

/** @throws FlashboardError `invalid` with a pointer to what is wrong. */
export function readProductChange(body: unknown): { threshold: number | null } {
  return check(productChange, body);
}

/** Most products in one answer. */
const MOST = 200;

/** What is looked for: a text of up to 200 characters, and how many products are wanted (20). */
export function readSearch(query = "", limit = "20"): { query: string; limit: number } {
  const number = Number(limit);
  if (!/^\d{1,4}$/.test(limit) || number < 1 || number > MOST) {
    throw new FlashboardError("invalid", `limit: must be a whole number from 1 to ${MOST}`, {
      pointer: "/limit",
    });
  }
  return { query: query.slice(0, 200).replaceAll("\0", ""), limit: number };
}

/** A product with what the store's threshold makes of it. */
export function shownProduct(product: KeptProduct, storeThreshold: number): ShownProduct {
  const { productId, available, threshold: ownThreshold } = product;
  const threshold = ownThreshold ?? storeThreshold;
  const state = stockState(available, threshold);
  return { productId, name: product.name ?? productId, available, threshold, ownThreshold, state };
}
