import { FlashboardError } from "../error.ts";

const MAX_ITEMS = 1_000;

/** A line of NDJSON that could not be read. */
export class BadLine {
  readonly detail: string;

  constructor(detail: string) {
    this.detail = detail;
  }
}

const LINE_TYPES = ["application/x-ndjson", "application/jsonl", "application/x-jsonlines"];

/**
 * Reads the items of a publish body.
 *
 * @param contentType Value of the header, with or without parameters.
 * @throws FlashboardError `unsupported_type`, `bad_json`, `invalid` (no item) or `too_large` (over 1,000).
 */
export function readItems(text: string, contentType: string | undefined): unknown[] {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const items = LINE_TYPES.includes(type) ? readLines(text) : readJson(text, type);
  if (items.length === 0) throw new FlashboardError("invalid", "The body holds no item");
  if (items.length > MAX_ITEMS) {
    throw new FlashboardError(
      "too_large",
      `A request has at most ${MAX_ITEMS} items: this one has ${items.length}`,
    );
  }
  return items;
}

/** Reads the bytes of a body. @throws FlashboardError `bad_json` when they are not UTF-8 (RFC 8259, 8.1). */
export function decodeBody(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FlashboardError("bad_json", "Not JSON: the body is not UTF-8", { cause });
  }
}

function readJson(text: string, type: string): unknown[] {
  if (type !== "application/json" && !type.endsWith("+json")) {
    throw new FlashboardError(
      "unsupported_type",
      `Content-Type must be application/json or application/x-ndjson: current value is ` +
        JSON.stringify(type.slice(0, 80)),
    );
  }
  const body = parse(text);
  return Array.isArray(body) ? body : [body];
}

function readLines(text: string): unknown[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    try {
      return parse(line);
    } catch (error) {
      return new BadLine((error as Error).message);
    }
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FlashboardError("bad_json", `Not JSON: ${(cause as Error).message}`, { cause });
  }
}
