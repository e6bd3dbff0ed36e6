import * as z from "zod";
import { check, type StoreRules } from "../schema.ts";
import {
  currencyCode,
  isoOf,
  itemsOf,
  labelOf,
  type Line,
  moneyOf,
  reference,
  seconds,
  withFingerprint,
} from "./payload.ts";
import { verifyStripe } from "./signature.ts";
import type { About, Source, Translation } from "./source.ts";

/** Smallest units of a currency, which are Stripe's own: MGA has none, and ISK and UGX still have two. */
const EXPONENTS: Readonly<Record<string, number>> = {
  ...of(0, "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"),
  ...of(3, "BHD JOD KWD OMR TND"),
};

function of(exponent: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(" ").map((code) => [code, exponent]));
}

const amount = z.int().min(0).max(1_000_000_000_000);

const event = z.object({
  id: reference,
  type: z.string().max(200),
  created: seconds.nullish().catch(null),
});

const happening = z.object({
  created: seconds,
  livemode: z.boolean(),
});

const session = z.object({
  id: reference,
  mode: z.string().nullish(),
  payment_status: z.string(),
  payment_intent: reference.nullish(),
  currency: currencyCode.nullish(),
  amount_total: amount.nullish(),
  customer_details: z.object({ name: z.string().nullish() }).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

const charge = z.object({
  id: reference,
  payment_intent: reference.nullish(),
  currency: currencyCode,
  amount_refunded: amount,
});

const sale = happening.extend({ data: z.object({ object: session }) });

const refund = happening.extend({
  data: z.object({
    object: charge,
    previous_attributes: z.object({ amount_refunded: amount.nullish() }).nullish(),
  }),
});

/** Stripe's webhooks: the body is an event with the object that it is about. */
export const stripe: Source = {
  verify({ body, header, receivedAt }, secrets) {
    verifyStripe(body, header("stripe-signature"), secrets, receivedAt);
  },
  describe({ receivedAt }, payload) {
    const { id, type, created } = check(event, payload);
    const eventAt = created == null ? null : created * 1_000;
    return { topic: type, id, sentAt: null, eventAt, receivedAt };
  },
  translate,
  givesUp: false,
};

/** What an event of a topic means to the store. */
export function translate(payload: unknown, about: About, rules: StoreRules): Translation {
  switch (about.topic) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
      return placeSession(payload, rules);
    case "charge.refunded":
      return refundCharge(payload);
    default:
      return { ignored: `topic ${JSON.stringify(about.topic)} is not counted` };
  }
}

/** A checkout that is paid for; one that is not yet is told again once it is. */
function placeSession(payload: unknown, rules: StoreRules): Translation {
  const { created, livemode, data } = check(sale, payload);
  const { id, mode, payment_status, payment_intent, metadata, ...told } = data.object;
  if (!livemode) return { ignored: "it is of the test mode" };
  if (mode === "setup") return { ignored: "nothing was bought" };
  if (payment_status === "unpaid") return { ignored: "it is not paid yet" };
  // Nothing is due: then there is no currency either.
  const currency = told.currency ?? rules.currency;
  const order = withFingerprint({
    id: orderIdOf(payment_intent ?? id),
    customer: labelOf([told.customer_details?.name], rules.customerLabel),
    currency,
    total: moneyOf(decimalOf(told.amount_total ?? 0, currency), currency),
    placedAt: isoOf(created * 1_000),
    items: itemsOf(linesOf(metadata?.items), currency),
  });
  const revision = { order, counts: true, revisedAt: created * 1_000 };
  return { commands: [{ type: "revise", index: 0, revision }] };
}

/** The event tells what went back of a charge so far, and what had gone back before. */
function refundCharge(payload: unknown): Translation {
  const { created, livemode, data } = check(refund, payload);
  const { id, payment_intent, currency, amount_refunded } = data.object;
  if (!livemode) return { ignored: "it is of the test mode" };
  const back = amount_refunded - (data.previous_attributes?.amount_refunded ?? 0);
  if (back <= 0) return { ignored: "no money went back" };
  const refunded = {
    id: `stripe:${id}:${amount_refunded}`,
    orderId: orderIdOf(payment_intent ?? id),
    currency,
    amount: moneyOf(decimalOf(back, currency), currency),
    refundedAt: isoOf(created * 1_000),
    restocked: [],
  };
  return { commands: [{ type: "refund", index: 0, refund: refunded }] };
}

/**
 * The lines of a checkout are not in its events; a shop that wants its stock to move puts
 * `items: "mug:2,cup:1"` into the session's metadata.
 */
function linesOf(items: unknown): Line[] {
  if (typeof items !== "string") return [];
  return [...items.matchAll(/([^,]+):(\d{1,6})(?:,|$)/g)].map(([, productId, quantity]) => {
    return { productIds: [productId], quantity: Number(quantity), price: "0" };
  });
}

/** Writes an amount in the smallest units of Stripe as a decimal, as `moneyOf` reads it. */
function decimalOf(smallest: number, currency: string): string {
  const exponent = EXPONENTS[currency] ?? 2;
  const digits = String(smallest).padStart(exponent + 1, "0");
  const cut = digits.length - exponent;
  return `${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

/** A refund names the payment and not the checkout. */
function orderIdOf(payment: string): string {
  return `stripe:${payment}`;
}
