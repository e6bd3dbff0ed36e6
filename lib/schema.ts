import { createHash } from "node:crypto";
import * as z from "zod";
import { FlashboardError } from "./error.ts";
import type { Command, Rejection } from "./command.ts";
import { formatMoney, isCurrency, parseMoney } from "./money.ts";
import { type CustomerLabel, labelCustomer } from "./order.ts";

/** Channels whose items have a meaning of their own. */
export const KNOWN_CHANNELS = ["orders", "refunds", "inventory", "alerts", "visits"] as const;

const CHANNEL_NAME = /^[a-z][a-z0-9_-]{0,63}$/;
const CUSTOM_ITEM_BYTES = 16 * 1024;
const CUSTOM_ITEM_DEPTH = 64;

/** In JSON text: an escape of NUL or of a lone surrogate, which Postgres cannot keep. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Text that a person reads or that names something: no control characters, whole code points only. */
function line(max: number) {
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

const currencyCode = z.string().refine(isCurrency, "must be an ISO 4217 code like USD");

const orderItem = z.object({
  productId: id,
  name: line(300).nullish(),
  quantity,
  price: amount,
});

const placedOrder = z.object({
  id,
  status: z.literal("placed").optional(),
  customer: line(300).nullish(),
  currency: currencyCode.optional(),
  total: amount,
  placedAt: instant.nullish(),
  items: z.array(orderItem).min(1).max(1_000),
});

const cancelledOrder = z.object({ id, status: z.literal("cancelled") });

const refund = z.object({
  id,
  orderId: id,
  currency: currencyCode.optional(),
  amount,
  refundedAt: instant.nullish(),
  restocked: z.array(z.object({ productId: id, quantity })).max(1_000).default([]),
});

const stockLevel = z.object({
  productId: id,
  name: line(300).nullish(),
  available: level,
  threshold: z.int().min(0).max(1_000_000_000).nullish(),
  countedAt: instant.optional(),
});

const stockMove = z.object({ productId: id, delta: level });

const alert = z.object({
  title: line(200),
  message: z.string().max(2_000).refine(
    (text) => text.isWellFormed() && !text.includes("\0"),
    "must be well-formed text",
  ).default(""),
  severity: z.enum(["info", "warning", "critical"]).default("info"),
});

const visit = z.object({ visitor: line(200) });

/** What a shop decided that an item does not say itself. */
export interface StoreRules {
  currency: string;
  customerLabel: CustomerLabel;
}

/** An item read: a command, a visitor, or the reason why it is neither. */
export type Parsed = { command: Command } | { visitor: string } | { rejection: Rejection };

/** @throws FlashboardError `not_found` when no channel can have that name. */
export function checkChannel(channel: string): void {
  if (CHANNEL_NAME.test(channel)) return;
  throw new FlashboardError(
    "not_found",
    `A channel is 1 to 64 of a-z, 0-9, _ and -, and begins with a letter: current value is ` +
      JSON.stringify(channel.slice(0, 80)),
  );
}

/** Reads one published item of a channel. Never throws: what is wrong with it is its rejection. */
export function parseItem(
  channel: string,
  item: unknown,
  index: number,
  rules: StoreRules,
): Parsed {
  try {
    if (channel === "visits") return { visitor: check(visit, item).visitor };
    return { command: readCommand(channel, item, index, rules) };
  } catch (error) {
    if (!(error instanceof FlashboardError)) throw error;
    const { message: detail, pointer = "" } = error;
    return { rejection: { index, pointer, detail, code: "invalid" } };
  }
}

function readCommand(channel: string, item: unknown, index: number, rules: StoreRules): Command {
  switch (channel) {
    case "orders":
      return readOrder(item, index, rules);
    case "refunds":
      return readRefund(item, index, rules);
    case "inventory":
      return readStock(item, index);
    case "alerts":
      return { type: "alert", index, ...check(alert, item) };
    default:
      return { type: "custom", index, channel, data: readCustom(item) };
  }
}

function readOrder(item: unknown, index: number, rules: StoreRules): Command {
  if (has(item, "status") && item.status === "cancelled") {
    return { type: "cancel", index, id: check(cancelledOrder, item).id };
  }
  const order = check(placedOrder, item);
  const currency = order.currency ?? rules.currency;
  const placed = {
    id: order.id,
    currency,
    total: money(order.total, currency, "/total"),
    placedAt: order.placedAt ? new Date(order.placedAt).toISOString() : null,
    items: order.items.map(({ productId, name = null, quantity, price }, at) => {
      return { productId, name, quantity, price: money(price, currency, `/items/${at}/price`) };
    }),
  };
  const customer = order.customer ?? null;
  const fingerprint = fingerprintOf({ ...placed, customer });
  return {
    type: "place",
    index,
    order: { ...placed, customer: labelCustomer(customer, rules.customerLabel), fingerprint },
  };
}

function readRefund(item: unknown, index: number, rules: StoreRules): Command {
  const { currency = rules.currency, amount, refundedAt, ...rest } = check(refund, item);
  return {
    type: "refund",
    index,
    refund: {
      ...rest,
      currency,
      amount: money(amount, currency, "/amount"),
      refundedAt: refundedAt ? new Date(refundedAt).toISOString() : null,
    },
  };
}

function readStock(item: unknown, index: number): Command {
  if (has(item, "delta")) {
    if (has(item, "available")) {
      throw new FlashboardError("invalid", `Send "available" or "delta", not both`, {
        pointer: "/delta",
      });
    }
    return { type: "move", index, ...check(stockMove, item) };
  }
  const level = check(stockLevel, item);
  const { productId, available, name = null, threshold = null, countedAt } = level;
  if (countedAt === undefined) {
    return { type: "set", index, stock: { productId, name, available, threshold } };
  }
  const counted = { item: `product ${productId}`, location: "", available };
  const product = { productId, name, threshold };
  return { type: "count", index, count: { ...counted, countedAt: Date.parse(countedAt), product } };
}

function readCustom(item: unknown): Record<string, unknown> {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    throw new FlashboardError("invalid", "An item of this channel must be a JSON object");
  }
  if (isDeeper(item, CUSTOM_ITEM_DEPTH)) {
    throw new FlashboardError("invalid", `An item is nested at most ${CUSTOM_ITEM_DEPTH} deep`);
  }
  const text = JSON.stringify(item);
  const size = new TextEncoder().encode(text).length;
  if (size > CUSTOM_ITEM_BYTES) {
    throw new FlashboardError("invalid", `An item has at most 16 KiB: this one has ${size} bytes`);
  }
  if (UNSTORABLE.test(text)) {
    throw new FlashboardError("invalid", "An item must not hold NUL or half of a surrogate pair");
  }
  return item as Record<string, unknown>;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** Hash of what was published (32 hex digits of SHA-256): equal for the same content, in any key order. */
export function fingerprintOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function money(value: string | number, currency: string, pointer: string): string {
  try {
    return formatMoney(parseMoney(value, currency), currency);
  } catch (error) {
    if (!(error instanceof FlashboardError)) throw error;
    throw new FlashboardError("invalid", error.message, { pointer });
  }
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === "object" && value !== null && key in value;
}

/** @throws FlashboardError `invalid` with the first thing that is wrong and where. */
function check<S extends z.ZodType>(schema: S, item: unknown): z.output<S> {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const detail = issue?.message ?? "is not what the channel takes";
  throw new FlashboardError("invalid", `${path.join(".") || "The item"}: ${detail}`, {
    pointer: path.map((part) => "/" + String(part).replaceAll("~", "~0").replaceAll("/", "~1"))
      .join(""),
  });
}
