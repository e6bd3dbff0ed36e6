import * as z from "zod";
import type { Publication } from "../command.ts";
import { FlashboardError } from "../error.ts";
import { check, fingerprintOf } from "../schema.ts";
import { instant } from "./payload.ts";

/** What an event brought: an item of its channel, and the name under which that counts once. */
export interface Unwrapped {
  /** A `FlashboardError` says what is wrong with the event around it. */
  item: unknown;
  idempotency?: NonNullable<Publication["idempotency"]>;
  /** When it happened, in ms since 1970 UTC; null or absent when it does not say. */
  eventAt?: number | null;
}

const attribute = z.string().min(1).max(2_000);

const envelope = z.object({
  specversion: z.literal("1.0"),
  id: attribute,
  source: attribute,
  type: attribute,
  time: z.string().nullish(),
});

/** The field of an item that is when it happened, by channel. */
const TIMES: Readonly<Record<string, string>> = { orders: "placedAt", refunds: "refundedAt" };

/**
 * How to take each item of a publish request out of the CloudEvent 1.0 in which it came: structured or
 * in a batch by the content type, binary by the headers.
 *
 * @returns null when the items are no CloudEvents.
 * @throws FlashboardError `invalid` when a binary event's headers cannot be read.
 */
export function cloudEvents(
  header: (name: string) => string | undefined,
  channel: string,
): ((item: unknown) => Unwrapped) | null {
  // The batch's type begins as the single one's does; what each item is, is the same in both.
  if (/^\s*application\/cloudevents(-batch)?\+/i.test(header("content-type") ?? "")) {
    return (item) => unwrap(item, channel);
  }
  if (header("ce-specversion") === undefined) return null;
  const names = ["specversion", "id", "source", "type", "time"];
  const attributes = names.map((name) => [name, decode(header(`ce-${name}`))]);
  let items = 0;
  return (item) => {
    if (items++ > 0) {
      return { item: new FlashboardError("invalid", "A binary CloudEvent has one item") };
    }
    return unwrap({ ...Object.fromEntries(attributes), data: item }, channel);
  };
}

function unwrap(event: unknown, channel: string): Unwrapped {
  try {
    const { id, source, time } = check(envelope, event);
    const key = `ce ${channel} ${fingerprintOf([source, id])}`;
    const item = withTime(dataOf(event as object), time, TIMES[channel]);
    const eventAt = instant.safeParse(time).data ?? null;
    return { item, idempotency: { key, fingerprint: "event" }, eventAt };
  } catch (error) {
    if (!(error instanceof FlashboardError)) throw error;
    return { item: error };
  }
}

function dataOf(event: object): unknown {
  if ("data" in event) return event.data;
  throw new FlashboardError("invalid", "data: must be there, as JSON", { pointer: "/data" });
}

function withTime(item: unknown, time: string | null | undefined, field: string | undefined) {
  if (!time || !field || typeof item !== "object" || item === null || Array.isArray(item)) {
    return item;
  }
  return { ...item, [field]: (item as Record<string, unknown>)[field] ?? time };
}

/** Header values are percent-encoded; older senders quote them. */
function decode(value: string | undefined): string | undefined {
  const quoted = /^"(.*)"$/.exec(value ?? "")?.[1]?.replace(/\\(.)/g, "$1");
  try {
    return value === undefined ? undefined : decodeURIComponent(quoted ?? value);
  } catch (cause) {
    throw new FlashboardError(
      "invalid",
      "A header of the CloudEvent is not percent-encoded UTF-8",
      {
        cause,
      },
    );
  }
}
