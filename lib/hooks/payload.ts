import * as z from "zod";
import type { PlacedOrder } from "../command.ts";
import { FlashboardError } from "../error.ts";
import { exponentOf, formatMoney, isCurrency, parseMoney } from "../money.ts";
import { type CustomerLabel, labelCustomer, type OrderItem } from "../order.ts";
import { fingerprintOf } from "../schema.ts";

/**
 * Reads the JSON of a delivery. A whole number beyond 2^53, as ids are, becomes its own digits as text:
 * as a number it would be another one.
 *
 * @throws FlashboardError `bad_json`, which quotes nothing of the body: it may hold a customer's name.
 */
export function parseExact(body: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    // Looking at every value costs more than reading them: only where there are such numbers.
    return JSON.parse(text, /\d{16}/.test(text) ? keepDigits : undefined);
  } catch (cause) {
    throw new FlashboardError("bad_json", "The body is not JSON", { cause });
  }
}

function keepDigits(_key: string, value: unknown, context?: { source: string }): unknown {
  const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded && context ? context.source : value;
}

/** An id: a number of any size, or text. */
export const reference = z.union([z.int(), z.string().regex(/^[\w.:/-]{1,100}$/)], {
  error: "must be an id",
}).transform(String);

/** A time with its offset from UTC; read as ms since 1970 UTC. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** A time in UTC that does not say so; read as ms since 1970 UTC. */
export const instantGmt = z.iso.datetime({ local: true }).transform((text) => {
  return Date.parse(text.endsWith("Z") ? text : `${text}Z`);
});

/** Seconds since 1970 UTC, until the year 2100. */
export const seconds = z.int().min(0).max(4_102_444_800);

/** An ISO 4217 code in any case. */
export const currencyCode = z.string().transform((code) => code.toUpperCase())
  .refine(isCurrency, "must be an ISO 4217 code like USD");

/** A decimal of zero or more, as text. */
export const decimalText = z.string().regex(/^\d{1,12}(\.\d{1,30})?$/, "must be a decimal");

/** A decimal of zero or more, as text or as a JSON number. */
export const decimal = z.union([z.string(), z.number()], { error: "must be a decimal" })
  .transform(String).pipe(decimalText);

/** What one unit costs. It is only shown, so one that makes no sense is not worth losing an order. */
export const unitPrice = decimal.catch("0");

/** Units of a line; a shop that sells by weight has parts of them. */
export const units = z.number().min(0).max(1_000_000).transform(Math.ceil);

/** A list that may be missing. */
export function listOf<S extends z.ZodType>(schema: S) {
  return z.array(schema).nullish().transform((list) => list ?? []);
}

/** Reads a decimal into minor units; what a shop has more decimals than its currency is rounded, half up. */
export function minorOf(amount: string, currency: string): bigint {
  const [whole = "", fraction = ""] = amount.split(".");
  const exponent = exponentOf(currency);
  const kept = parseMoney(`${whole}.${fraction.slice(0, exponent).padEnd(1, "0")}`, currency);
  return fraction.charAt(exponent) >= "5" ? kept + 1n : kept;
}

/** Writes a decimal with its currency's decimals. */
export function moneyOf(amount: string, currency: string): string {
  return formatMoney(minorOf(amount, currency), currency);
}

/** Text as it can be kept and shown: one line of whole characters, cut to `max`; null when none is left. */
export function lineOf(text: string | null | undefined, max = 200): string | null {
  // deno-lint-ignore no-control-regex -- these are the ones that must not get through
  const line = (text ?? "").replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
  return line.slice(0, max).toWellFormed() || null;
}

/** A customer's label from the parts of a name, none of which need be there. */
export function labelOf(
  parts: readonly (string | null | undefined)[],
  mode: CustomerLabel,
): string | null {
  return labelCustomer(lineOf(parts.filter(Boolean).join(" ")), mode);
}

/** A line of an order as a shop's system tells it; the first id that is something names its product. */
export interface Line {
  productIds: readonly (string | null | undefined)[];
  name?: string | null | undefined;
  quantity: number;
  price: string;
}

/** The items of an order; lines of which nothing was ordered are none. */
export function itemsOf(lines: readonly Line[], currency: string): OrderItem[] {
  return lines.filter(({ quantity }) => quantity > 0).map((line) => {
    return {
      productId: productIdOf(line.productIds),
      name: lineOf(line.name),
      quantity: line.quantity,
      price: moneyOf(line.price, currency),
    };
  });
}

/** The first of some ids that is something; a thing that has none at all is a custom one. */
export function productIdOf(ids: readonly (string | null | undefined)[]): string {
  for (const id of ids) {
    const line = lineOf(id);
    if (line !== null) return line;
  }
  return "custom";
}

/** An order with the fingerprint of all that is kept of it, so that a change of anything else is none. */
export function withFingerprint(order: Omit<PlacedOrder, "fingerprint">): PlacedOrder {
  return { ...order, fingerprint: fingerprintOf(order) };
}

/** An order of which nothing is told but its id, and that it no longer counts. */
export function goneOrder(id: string, currency: string): PlacedOrder {
  const total = formatMoney(0n, currency);
  return withFingerprint({ id, customer: null, currency, total, placedAt: null, items: [] });
}

/** An instant (ms since 1970 UTC) as commands carry it. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
