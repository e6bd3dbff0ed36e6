import * as z from "zod";
import type { Command, PlacedOrder } from "../command.ts";
import { check, type StoreRules } from "../schema.ts";
import {
  currencyCode,
  decimal,
  decimalText,
  goneOrder,
  instantGmt,
  isoOf,
  itemsOf,
  labelOf,
  type Line,
  listOf,
  moneyOf,
  reference,
  unitPrice,
  units,
  withFingerprint,
} from "./payload.ts";
import type { About, Translation } from "./source.ts";

/**
 * Statuses of orders that the shop took: paid, or to be paid on delivery or by bank transfer. One that
 * was refunded was taken too; its refunds take it off again.
 */
const PLACED = new Set(["processing", "on-hold", "completed", "refunded"]);

/** Statuses of orders that it did not take, not yet or no longer. */
const NOT_PLACED = new Set(["pending", "failed", "cancelled", "trash"]);

/** Statuses of what is no order yet; the checkout block leaves one behind for each visitor. */
const DRAFTS = new Set(["checkout-draft", "auto-draft", "draft"]);

const lineItem = z.object({
  sku: z.string().nullish(),
  product_id: reference.nullish(),
  variation_id: reference.nullish(),
  name: z.string().nullish(),
  quantity: units,
  price: unitPrice,
});

/** A refund's total is below zero. */
const refund = z.object({
  id: reference,
  total: z.string().transform((total) => total.replace(/^-/, "")).pipe(decimalText),
});

const order = z.object({
  id: reference,
  status: z.string(),
  currency: currencyCode,
  total: decimal,
  date_created_gmt: instantGmt,
  date_modified_gmt: instantGmt,
  date_paid_gmt: instantGmt.nullish(),
  billing: z.object({ first_name: z.string().nullish(), last_name: z.string().nullish() })
    .nullish(),
  line_items: z.array(lineItem),
  refunds: listOf(refund),
});

type WooOrder = z.output<typeof order>;

/** An order as it stands now, with its refunds. */
export function reviseOrder(payload: unknown, rules: StoreRules): Translation {
  const told = check(order, payload);
  if (DRAFTS.has(told.status)) return { ignored: "it is a draft" };
  const counts = isPlaced(told);
  const revision = { order: placedOrder(told, rules), counts, revisedAt: told.date_modified_gmt };
  return { commands: [{ type: "revise", index: 0, revision }, ...counts ? refundsOf(told) : []] };
}

/** What is told of an order that was thrown away, and no more: the topic, which says so, is not signed. */
const deletedOrder = z.strictObject({ id: reference });

/** An order that was thrown away counts no more. */
export function deleteOrder(payload: unknown, about: About, { currency }: StoreRules): Translation {
  const { id } = check(deletedOrder, payload);
  const order = goneOrder(orderIdOf(id), currency);
  const revision = { order, counts: false, revisedAt: about.receivedAt };
  return { commands: [{ type: "revise", index: 0, revision }] };
}

/** Plugins add statuses like "shipped": an order that was paid is in one of those. */
function isPlaced({ status, date_paid_gmt }: WooOrder): boolean {
  return PLACED.has(status) || (!NOT_PLACED.has(status) && date_paid_gmt != null);
}

function placedOrder(told: WooOrder, rules: StoreRules): PlacedOrder {
  const { id, currency, total, billing } = told;
  return withFingerprint({
    id: orderIdOf(id),
    customer: labelOf([billing?.first_name, billing?.last_name], rules.customerLabel),
    currency,
    total: moneyOf(total, currency),
    placedAt: isoOf(told.date_created_gmt),
    items: itemsOf(told.line_items.map(lineOfItem), currency),
  });
}

/** No id is 0: there it means none. */
function lineOfItem({ sku, product_id, variation_id, ...item }: z.output<typeof lineItem>): Line {
  const ids = [variation_id, product_id].filter((id) => id !== "0");
  return { ...item, productIds: [sku, ...ids] };
}

/** The order does not say when money went back; the change that tells of it first is the nearest to it. */
function refundsOf({ id, currency, date_modified_gmt, refunds }: WooOrder): Command[] {
  return refunds.map((one) => {
    const refund = {
      id: `woocommerce:refund:${one.id}`,
      orderId: orderIdOf(id),
      currency,
      amount: moneyOf(one.total, currency),
      refundedAt: isoOf(date_modified_gmt),
      restocked: [],
    };
    return { type: "refund", index: 0, refund };
  });
}

function orderIdOf(id: string): string {
  return `woocommerce:${id}`;
}
