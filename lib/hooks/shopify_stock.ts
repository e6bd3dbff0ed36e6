import * as z from "zod";
import type { Command } from "../command.ts";
import { check } from "../schema.ts";
import { instant, lineOf, listOf, productIdOf, reference } from "./payload.ts";
import { momentOf } from "./shopify_orders.ts";
import type { About, Translation } from "./source.ts";

const inventoryLevel = z.object({
  inventory_item_id: reference,
  location_id: reference,
  available: z.int().min(-1_000_000_000).max(1_000_000_000).nullish(),
  updated_at: instant,
});

const product = z.object({
  title: z.string().nullish(),
  variants: listOf(z.object({
    id: reference,
    sku: z.string().nullish(),
    title: z.string().nullish(),
    inventory_item_id: reference.nullish(),
  })),
});

/** What a product with one variant only calls that one. */
const ONLY_VARIANT = "Default Title";

/** A level as it is counted in one place; which product it is of, products tell. */
export function countLevel(payload: unknown, about: About): Translation {
  const told = check(inventoryLevel, payload);
  if (told.available == null) return { ignored: "the stock of this item is not tracked" };
  const count = {
    item: itemId(told.inventory_item_id),
    location: told.location_id,
    available: told.available,
    countedAt: momentOf(told.updated_at, about.sentAt),
  };
  return { commands: [{ type: "count", index: 0, count }] };
}

/** Which inventory item each variant of a product is. */
export function identifyVariants(payload: unknown): Translation {
  const told = check(product, payload);
  const commands = told.variants.flatMap((variant): Command[] => {
    if (variant.inventory_item_id == null) return [];
    const item = {
      item: itemId(variant.inventory_item_id),
      productId: productIdOf([variant.sku, variant.id]),
      name: nameOf(told.title, variant.title),
    };
    return [{ type: "identify", index: 0, item }];
  });
  return commands.length > 0 ? { commands } : { ignored: "none of its variants has stock" };
}

/** `Mug - Blue`, as orders name it. */
function nameOf(product: string | null | undefined, variant: string | null | undefined) {
  return lineOf([product, variant === ONLY_VARIANT ? null : variant].filter(Boolean).join(" - "));
}

function itemId(id: string): string {
  return `shopify:${id}`;
}
