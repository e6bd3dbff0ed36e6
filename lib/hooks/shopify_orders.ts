import * as z from "zod";
import type { PlacedOrder } from "../command.ts";
import { formatMoney, parseMoney } from "../money.ts";
import { check, type StoreRules } from "../schema.ts";
import {
  currencyCode,
  decimal,
  instant,
  isoOf,
  itemsOf,
  labelOf,
  listOf,
  minorOf,
  reference,
  withFingerprint,
} from "./payload.ts";
import { lineItem, lineOfItem } from "./shopify_lines.ts";
import {
  isMoneyBack,
  isMoneyOnItsWay,
  orderIdOf,
  refund,
  refundCommands,
} from "./shopify_refunds.ts";
import type { About, Translation } from "./source.ts";

const order = z.object({
  id: reference,
  created_at: instant,
  updated_at: instant,
  cancelled_at: instant.nullish(),
  test: z.boolean().nullish(),
  currency: currencyCode,
  total_price: decimal,
  current_total_price: decimal.nullish(),
  financial_status: z.string().nullish(),
  customer: z.object({ first_name: z.string().nullish(), last_name: z.string().nullish() })
    .nullish(),
  line_items: z.array(lineItem),
  refunds: listOf(refund),
});

type ShopifyOrder = z.output<typeof order>;

/**
 * An order as it stands now, with what was given back of it. A payment that is still to come (cash on
 * delivery, bank transfer, an invoice) does not keep it from counting, as the shop has taken the order
 * and set its goods aside; a payment that was called off does.
 */
export function reviseOrder(payload: unknown, about: About, rules: StoreRules): Translation {
  const told = check(order, payload);
  if (told.test) return { ignored: "it is a test order" };
  // Not by the topic: headers are not signed.
  const cancelled = told.cancelled_at != null;
  const counts = !cancelled && told.financial_status !== "voided";
  const revisedAt = momentOf(told.updated_at, about.sentAt, cancelled);
  const revision = { order: placedOrder(told, rules), counts, revisedAt };
  const refunds = counts
    ? told.refunds.flatMap((one) => refundCommands(one, told.id, told.currency))
    : [];
  return { commands: [{ type: "revise", index: 0, revision }, ...refunds] };
}

/**
 * When something changed (ms since 1970 UTC). Shopify tells it by the second; within one, the time of
 * sending says what came later, and a cancellation, which is never taken back, comes last.
 */
export function momentOf(changedAt: number, sentAt: number | null, isLast = false): number {
  if (isLast) return changedAt + 999;
  return Math.min(Math.max(changedAt, sentAt ?? changedAt), changedAt + 998);
}

function placedOrder(told: ShopifyOrder, rules: StoreRules): PlacedOrder {
  const { currency, customer } = told;
  return withFingerprint({
    id: orderIdOf(told.id),
    customer: labelOf([customer?.first_name, customer?.last_name], rules.customerLabel),
    currency,
    total: formatMoney(grossOf(told), currency),
    placedAt: isoOf(told.created_at),
    items: itemsOf(told.line_items.map(lineOfItem), currency),
  });
}

/**
 * The total before refunds, in minor units. `current_total_price` follows edits of the order but falls
 * by refunds, so they are added back; those in the customer's own currency cannot be.
 */
function grossOf({ currency, total_price, current_total_price, refunds }: ShopifyOrder): bigint {
  const payments = refunds.flatMap(({ transactions }) => transactions);
  const back = payments.filter((one) => isMoneyBack(one) || isMoneyOnItsWay(one));
  if (current_total_price == null || back.some((one) => (one.currency ?? currency) !== currency)) {
    return minorOf(total_price, currency);
  }
  const gross = back.reduce(
    (sum, { amount }) => sum + minorOf(amount, currency),
    minorOf(current_total_price, currency),
  );
  return parseMoney(formatMoney(gross, currency), currency);
}
