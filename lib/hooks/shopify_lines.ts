import * as z from "zod";
import { type Line, lineOf, reference, unitPrice, units } from "./payload.ts";

/** A line of an order, as orders and refunds tell it; one that staff wrote by hand has no variant. */
export const lineItem = z.object({
  sku: z.string().nullish(),
  variant_id: reference.nullish(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  quantity: units,
  price: unitPrice,
});

/** The line with what can name its product, best first. */
export function lineOfItem(item: z.output<typeof lineItem>): Line {
  const { sku, variant_id, title, name, quantity, price } = item;
  const custom = lineOf(title ?? name);
  return {
    productIds: [sku, variant_id, custom && `custom: ${custom}`],
    name: name ?? title,
    quantity,
    price,
  };
}
