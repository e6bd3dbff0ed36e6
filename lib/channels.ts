import * as z from "zod";
import { isCurrency } from "./money.ts";

// The items of the channels that have a meaning of their own. The same schemas check what is published
// and describe it in GET /openapi.json and GET /docs, so each field says what it means.

/** Text that a person reads or that names something: no control characters, whole code points only. */
export function line(max: number) {
  return z.string().min(1).max(max)
    // deno-lint-ignore no-control-regex -- these are the ones that must not get through
    .regex(/^[^\u0000-\u001f\u007f]*$/, "must not hold control characters")
    .refine((text) => text.isWellFormed(), "must not hold half of a surrogate pair");
}

const id = line(200);
const amount = z.union([z.string(), z.number()], {
  error: 'must be a decimal string like "19.95"',
});
const quantity = z.int().min(1).max(1_000_000);
const level = z.int().min(-1_000_000_000).max(1_000_000_000);
const instant = z.iso.datetime({ offset: true });

const currency = z.string().refine(isCurrency, "must be an ISO 4217 code like USD").optional()
  .describe("ISO 4217 code; the store's when absent");
const productId = id.describe("Your id of the product");
const productName = line(300).nullish().describe("Shown in the place of the id");

const orderItem = z.object({
  productId,
  name: productName,
  quantity: quantity.describe("Units"),
  price: amount.describe("Of one unit"),
});

export const placedOrder = z.object({
  id: id.describe("The order's identity: sent again with the same content it is a duplicate"),
  status: z.literal("placed", 'must be "placed" (or left out), or "cancelled"')
    .optional().describe("The same as leaving it out"),
  customer: line(300).nullish().describe("Cut down to CUSTOMER_LABEL before anything is kept"),
  currency,
  total: amount.describe("What the customer pays, with at most the currency's decimals"),
  placedAt: instant.nullish().describe(
    "Decides for which of the store's days it counts; now when absent",
  ),
  items: z.array(orderItem).min(1).max(1_000).describe("Takes its units off the products' levels"),
}).meta({
  title: "PlacedOrder",
  examples: [{
    id: "1001",
    customer: "Ada Lovelace",
    currency: "USD",
    total: "39.90",
    placedAt: "2026-11-24T09:00:00Z",
    items: [{ productId: "p1", name: "Mug", quantity: 2, price: "19.95" }],
  }],
});

export const cancelledOrder = z.object({
  id: id.describe("Of an order that is known"),
  status: z.literal("cancelled").describe("Totals and stock go back, once"),
}).meta({ title: "CancelledOrder", examples: [{ id: "1001", status: "cancelled" }] });

const restockedItem = z.object({ productId, quantity: quantity.describe("Units") });

export const refund = z.object({
  id: id.describe("The refund's identity: it counts once"),
  orderId: id.describe("Its order, which may be unknown"),
  currency,
  amount: amount.describe("What went back, with at most the currency's decimals"),
  refundedAt: instant.nullish().describe(
    "Decides for which of the store's days it counts; now when absent",
  ),
  restocked: z.array(restockedItem).max(1_000).default([]).describe("What goes back to the shelf"),
}).meta({
  title: "Refund",
  examples: [{
    id: "r-1",
    orderId: "1001",
    amount: "19.95",
    restocked: [{ productId: "p1", quantity: 1 }],
  }],
});

export const stockLevel = z.object({
  productId,
  name: productName,
  available: level.describe("Units that can be sold; below zero is oversold"),
  threshold: z.int().min(0).max(1_000_000_000).nullish()
    .describe("Low stock begins below it; LOW_STOCK_THRESHOLD when absent"),
  countedAt: instant.optional()
    .describe(
      "When it was counted: later orders are taken off it, and an older count changes nothing",
    ),
}).meta({
  title: "StockLevel",
  examples: [{ productId: "p1", name: "Mug", available: 12, threshold: 10 }],
});

export const stockMove = z.object({
  productId,
  delta: level.describe("Units to add to a level that is known; below zero takes away"),
}).meta({ title: "StockMove", examples: [{ productId: "p1", delta: -2 }] });

export const alert = z.object({
  title: line(200).describe("What a person reads first"),
  message: z.string().max(2_000).refine(
    (text) => text.isWellFormed() && !text.includes("\0"),
    "must be well-formed text",
  ).default("").describe("What there is to know or to do"),
  severity: z.enum(["info", "warning", "critical"]).default("info").describe("How it is shown"),
}).meta({
  title: "Alert",
  examples: [{ title: "Payment provider slow", message: "p99 is 8 s", severity: "critical" }],
});

export const visit = z.object({
  visitor: line(200).describe("An opaque id, counted for five minutes and not kept in the log"),
}).meta({ title: "Visit", examples: [{ visitor: "b0f7c2" }] });

/** What may be asked of an alert that is on the board. */
export const alertChange = z.strictObject({
  acknowledged: z.boolean().optional()
    .describe("Somebody is seeing to it: it is folded away. `false` opens it again"),
  snoozedUntil: instant.nullable().optional()
    .describe("It is hidden until then, at most 7 days. `null` opens it again"),
}).refine(
  ({ acknowledged, snoozedUntil }) => (acknowledged === undefined) !== (snoozedUntil === undefined),
  'must have either "acknowledged" or "snoozedUntil"',
).meta({ title: "AlertChange", examples: [{ acknowledged: true }] });

/** How to ask that a product's promotion be paused. */
export const pauseOptions = z.strictObject({
  dryRun: z.boolean().default(false)
    .describe("The trail says what would have been asked, and nobody is told"),
}).meta({ title: "PauseOptions", examples: [{ dryRun: true }] });

/** What an item of each channel may be: exactly one of these. */
export const ITEMS = {
  orders: [placedOrder, cancelledOrder],
  refunds: [refund],
  inventory: [stockLevel, stockMove],
  alerts: [alert],
  visits: [visit],
} as const;
