import * as z from "zod";
import type { Command } from "../command.ts";
import { FlashboardError } from "../error.ts";
import { check, isChannel, parseItem, type StoreRules } from "../schema.ts";
import { goneOrder, instant } from "./payload.ts";
import { verifyStandard } from "./signature.ts";
import type { About, Delivery, Source, Translation } from "./source.ts";

/** Types are usually in the singular, channels are in the plural. */
const PLURALS: Readonly<Record<string, string>> = {
  order: "orders",
  refund: "refunds",
  alert: "alerts",
};

const envelope = z.object({
  type: z.string().min(1).max(200),
  timestamp: instant.nullish(),
  data: z.unknown(),
});

/** Webhooks after the Standard Webhooks specification: the data is an item of the publish endpoint. */
export const standard: Source = {
  verify({ body, header, receivedAt }, secrets) {
    verifyStandard(body, headersOf(header), secrets, receivedAt);
  },
  describe({ header, receivedAt }, payload) {
    const { id, timestamp } = headersOf(header);
    const { type, timestamp: told } = check(envelope, payload);
    const sentAt = Number(timestamp) * 1_000;
    return { topic: type, id, sentAt, eventAt: told ?? sentAt, receivedAt };
  },
  translate,
  givesUp: false,
};

function headersOf(header: Delivery["header"]) {
  return {
    id: header("webhook-id"),
    timestamp: header("webhook-timestamp"),
    signature: header("webhook-signature"),
  };
}

/** What an event comes to: `order.created` is an item of channel `orders`, and so on for every channel. */
export function translate(payload: unknown, about: About, rules: StoreRules): Translation {
  const { type, timestamp, data } = check(envelope, payload);
  const [first = "", ...rest] = type.toLowerCase().split(".");
  const channel = PLURALS[first] ?? first;
  if (!isChannel(channel)) return { ignored: `type ${JSON.stringify(type)} is not counted` };
  const isCancelled = rest.some((word) => word === "cancelled" || word === "canceled");
  const item = isCancelled && isObject(data) ? { ...data, status: "cancelled" } : data;
  const parsed = parseItem(channel, item, 0, rules);
  if ("visitor" in parsed) return { ignored: "visits are published to their channel" };
  if ("rejection" in parsed) {
    const { detail, pointer } = parsed.rejection;
    throw new FlashboardError("invalid", detail, { pointer: `/data${pointer}` });
  }
  const at = timestamp ?? about.sentAt ?? about.receivedAt;
  return { commands: [asRevision(parsed.command, at, rules)] };
}

/** Events overtake each other: an order is as its newest event says, not as its first. */
function asRevision(command: Command, revisedAt: number, { currency }: StoreRules): Command {
  if (command.type === "place") {
    return {
      type: "revise",
      index: 0,
      revision: { order: command.order, counts: true, revisedAt },
    };
  }
  if (command.type !== "cancel") return command;
  const order = goneOrder(command.id, currency);
  return { type: "revise", index: 0, revision: { order, counts: false, revisedAt } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
