import { FlashboardError } from "./error.ts";

const MOST_BYTES = 16 * 1024;
const MOST_DEPTH = 64;

/** In JSON text: an escape of NUL or of a lone surrogate, which Postgres cannot keep. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/**
 * Reads an item of a channel that the shop names itself.
 *
 * @throws FlashboardError `invalid` when it is no object, too large, or could not be kept as it was sent.
 */
export function readCustom(item: unknown): Record<string, unknown> {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    throw new FlashboardError("invalid", "An item of this channel must be a JSON object");
  }
  const reason = unfit(item, MOST_DEPTH);
  if (reason !== null) throw new FlashboardError("invalid", reason);
  const text = JSON.stringify(item);
  const size = new TextEncoder().encode(text).length;
  if (size > MOST_BYTES) {
    throw new FlashboardError("invalid", `An item has at most 16 KiB: this one has ${size} bytes`);
  }
  if (UNSTORABLE.test(text)) {
    throw new FlashboardError("invalid", "An item must not hold NUL or half of a surrogate pair");
  }
  return item as Record<string, unknown>;
}

/** Why a value cannot be kept as it was sent; null when it can. */
function unfit(value: unknown, levels: number): string | null {
  // JSON has numbers without end: what is read as infinite would be kept as null.
  if (typeof value === "number" && !Number.isFinite(value)) {
    return "A number is too large to be kept";
  }
  if (typeof value !== "object" || value === null) return null;
  if (levels === 0) return `An item is nested at most ${MOST_DEPTH} deep`;
  for (const inner of Object.values(value)) {
    const reason = unfit(inner, levels - 1);
    if (reason !== null) return reason;
  }
  return null;
}
