import * as z from "zod";
import { check } from "../schema.ts";
import { instantGmt, lineOf, productIdOf, reference } from "./payload.ts";
import type { Translation } from "./source.ts";

const LARGEST = 1_000_000_000;

const product = z.object({
  id: reference,
  sku: z.string().nullish(),
  name: z.string().nullish(),
  manage_stock: z.unknown(),
  stock_quantity: z.number().min(-LARGEST).max(LARGEST).nullish(),
  low_stock_amount: z.int().min(0).max(LARGEST).nullish().catch(null),
  date_modified_gmt: instantGmt,
});

/** The level of a product or variation that has a stock of its own, and not its parent's. */
export function countProduct(payload: unknown): Translation {
  const told = check(product, payload);
  if (told.manage_stock !== true || told.stock_quantity == null) {
    return { ignored: "the stock of this product is not managed" };
  }
  const count = {
    item: `woocommerce:${told.id}`,
    location: "shop",
    available: Math.floor(told.stock_quantity),
    countedAt: told.date_modified_gmt,
    product: {
      productId: productIdOf([told.sku, told.id]),
      name: lineOf(told.name),
      threshold: told.low_stock_amount ?? null,
    },
  };
  return { commands: [{ type: "count", index: 0, count }] };
}
