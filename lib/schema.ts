import { createHash } from "node:crypto";
import type * as z from "zod";
import { FlashboardError } from "./error.ts";
import type { Command, Rejection } from "./command.ts";
import {
  alert,
  cancelledOrder,
  placedOrder,
  refund,
  stockLevel,
  stockMove,
  visit,
} from "./channels.ts";
import { readCustom } from "./custom_item.ts";
import { formatMoney, parseMoney } from "./money.ts";
import { type CustomerLabel, labelCustomer } from "./order.ts";

const CHANNEL_NAME = /^[a-z][a-z0-9_-]{0,63}$/;

/** What a shop decided that an item does not say itself. */
export interface StoreRules {
  currency: string;
  customerLabel: CustomerLabel;
}

/** An item read: a command, a visitor, or the reason why it is neither. */
export type Parsed = { command: Command } | { visitor: string } | { rejection: Rejection };

/** Whether a channel can have that name. */
export function isChannel(name: string): boolean {
  return CHANNEL_NAME.test(name);
}

/** @throws FlashboardError `not_found` when no channel can have that name. */
export function checkChannel(channel: string): void {
  if (isChannel(channel)) return;
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
    if (channel === "visits") return { visitor: readVisitor(item) };
    return { command: readCommand(channel, item, index, rules) };
  } catch (error) {
    if (!(error instanceof FlashboardError)) throw error;
    const { message: detail, pointer = "" } = error;
    return { rejection: { index, pointer, detail, code: "invalid" } };
  }
}

/** Reads who a visit is of. @throws FlashboardError `invalid` */
export function readVisitor(item: unknown): string {
  return check(visit, item).visitor;
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

/**
 * Reads what a schema describes.
 *
 * @throws FlashboardError `invalid` with the first thing that is wrong and where.
 */
export function check<S extends z.ZodType>(schema: S, item: unknown): z.output<S> {
  const result = schema.safeParse(item, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const isMissing = issue?.code === "invalid_type" && issue.input === undefined;
  const detail = isMissing ? "is missing" : issue?.message ?? "is not what the channel takes";
  throw new FlashboardError("invalid", `${path.join(".") || "The item"}: ${detail}`, {
    pointer: path.map((part) => "/" + String(part).replaceAll("~", "~0").replaceAll("/", "~1"))
      .join(""),
  });
}
