import * as z from "zod";
import type { Command, NewRefund } from "../command.ts";
import { formatMoney } from "../money.ts";
import { check, type StoreRules } from "../schema.ts";
import {
  currencyCode,
  decimal,
  instant,
  isoOf,
  listOf,
  moneyOf,
  productIdOf,
  reference,
  units,
} from "./payload.ts";
import { lineItem, lineOfItem } from "./shopify_lines.ts";
import type { Translation } from "./source.ts";

const transaction = z.object({
  id: reference,
  kind: z.string(),
  status: z.string(),
  amount: decimal,
  currency: currencyCode.nullish(),
  processed_at: instant.nullish(),
});

/** A refund as it stands in its order. */
export const refund = z.object({
  id: reference,
  created_at: instant.nullish(),
  processed_at: instant.nullish(),
  refund_line_items: listOf(z.object({
    quantity: units,
    restock_type: z.string().nullish(),
    line_item: lineItem.nullish(),
  })),
  transactions: listOf(transaction),
});

type Refund = z.output<typeof refund>;
type Transaction = z.output<typeof transaction>;

const refundAlone = refund.extend({ order_id: reference });

/** Refunds name an order by its number alone, so this and not `#1001` is what it is known by. */
export function orderIdOf(id: string): string {
  return `shopify:${id}`;
}

/** A refund that comes by itself. */
export function translateRefund(payload: unknown, rules: StoreRules): Translation {
  const told = check(refundAlone, payload);
  const commands = refundCommands(told, told.order_id, rules.currency);
  return commands.length > 0 ? { commands } : { ignored: "neither money nor goods went back" };
}

/**
 * What a refund gave back. Each payment is a refund of its own, as one that is pending now may succeed
 * later; goods go back to the shelf once, with the refund itself.
 *
 * @param currency Of amounts that do not say it.
 */
export function refundCommands(told: Refund, ofOrder: string, currency: string): Command[] {
  const payments = told.transactions.filter(isMoneyBack).map((one) => paymentOf(one, currency));
  const parts = [...payments, ...goodsOf(told, currency)];
  return parts.map(({ at, ...part }) => {
    const when = at ?? told.processed_at ?? told.created_at;
    const refundedAt = when == null ? null : isoOf(when);
    return {
      type: "refund",
      index: 0,
      refund: { ...part, refundedAt, orderId: orderIdOf(ofOrder) },
    };
  });
}

/** Whether a payment gave money back. */
export function isMoneyBack({ kind, status }: Transaction): boolean {
  return kind === "refund" && status === "success";
}

/** Whether a payment is to give money back, and has not failed to. */
export function isMoneyOnItsWay({ kind, status }: Transaction): boolean {
  return kind === "refund" && status === "pending";
}

type Part = Omit<NewRefund, "orderId" | "refundedAt"> & { at: number | null | undefined };

function paymentOf({ id, amount, processed_at, ...told }: Transaction, fallback: string): Part {
  const currency = told.currency ?? fallback;
  return {
    id: `shopify:transaction:${id}`,
    currency,
    amount: moneyOf(amount, currency),
    at: processed_at,
    restocked: [],
  };
}

function goodsOf({ id, refund_line_items }: Refund, currency: string): Part[] {
  const restocked = refund_line_items.flatMap(({ quantity, restock_type, line_item }) => {
    const isBack = line_item && quantity > 0 && (restock_type ?? "no_restock") !== "no_restock";
    return isBack ? [{ productId: productIdOf(lineOfItem(line_item).productIds), quantity }] : [];
  });
  if (restocked.length === 0) return [];
  const amount = formatMoney(0n, currency);
  return [{ id: `shopify:refund:${id}`, currency, amount, at: null, restocked }];
}
