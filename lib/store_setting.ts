import * as z from "zod";
import { line } from "./channels.ts";
import type { Config } from "./config.ts";
import { FlashboardError } from "./error.ts";
import type { KeptSettings } from "./kept_settings.ts";
import type { CustomerLabel } from "./order.ts";
import { check } from "./schema.ts";

/** What can change of a store while servers run. Its time zone and currency cannot: kept totals are in them. */
export interface Store {
  /** What the shop calls itself. */
  name: string;
  /** Units below which stock is low, of products that have no threshold of their own. */
  lowStockThreshold: number;
  /** How much of a customer's name is kept of orders that come from now on. */
  customerLabel: CustomerLabel;
}

const THRESHOLD = "must be a whole number from 0 to 1,000,000";

/** The kept setting `store`. */
export const storeSetting = z.strictObject({
  name: line(100).refine((name) => name.trim() !== "", "must not be blank")
    .describe("What dashboards call the shop; STORE_NAME until it is set"),
  lowStockThreshold: z.int(THRESHOLD).min(0, THRESHOLD).max(1_000_000, THRESHOLD).describe(
    "Low stock begins below it, for products without a threshold of their own; LOW_STOCK_THRESHOLD " +
      "until it is set",
  ),
  customerLabel: z.enum(["none", "initials", "full"]).exactOptional().describe(
    "How much of a customer's name is kept of orders to come; CUSTOMER_LABEL when absent",
  ),
}).meta({
  title: "StoreSetting",
  examples: [{ name: "Mugs & more", lowStockThreshold: 10, customerLabel: "initials" }],
});

export type StoreSetting = z.output<typeof storeSetting>;

/** @throws FlashboardError `invalid` with a pointer to what is wrong. */
export function readStore(value: unknown): StoreSetting {
  return check(storeSetting, value);
}

/** The store as the environment has it. */
export function storeOf(
  { storeName, lowStockThreshold, customerLabel }: Pick<
    Config,
    "storeName" | "lowStockThreshold" | "customerLabel"
  >,
): Store {
  return { name: storeName, lowStockThreshold, customerLabel };
}

/**
 * Says what the store is now: as operators set it, and as the environment has it until they do. A value
 * that another version of the program wrote and this one cannot read counts as none.
 */
export function currentStore(
  settings: Pick<KeptSettings, "read">,
  fallback: Store,
): () => Store {
  let known: unknown = null;
  let store = fallback;
  return () => {
    const value = settings.read("store");
    if (value !== known) store = { ...fallback, ...readable(value) };
    known = value;
    return store;
  };
}

function readable(value: unknown): Partial<Store> {
  if (value === null) return {};
  try {
    return readStore(value);
  } catch (error) {
    if (error instanceof FlashboardError) return {};
    throw error;
  }
}
