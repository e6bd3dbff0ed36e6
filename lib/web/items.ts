import { FlashboardError } from "../error.ts";
import type { Bytes } from "./outlet.ts";

const MAX_ITEMS = 1_000;

/** `JSON.parse` takes seconds for megabytes of brackets, and dashboards would wait for it. */
const MAX_DEPTH = 100;

/** Text up to this length is parsed in milliseconds, whatever it is. */
const FLAT_LENGTH = 16 * 1024;

/** A line of NDJSON that could not be read. */
export class BadLine {
  readonly detail: string;

  constructor(detail: string) {
    this.detail = detail;
  }
}

const LINE_TYPES = ["application/x-ndjson", "application/jsonl", "application/x-jsonlines"];

/**
 * Reads the items of a publish body: of NDJSON each as its line comes, of JSON all at its end. The
 * item over the limit ends it, and what follows is not read.
 *
 * @param contentType Value of the header, with or without parameters.
 * @throws FlashboardError `unsupported_type`, `bad_json`, `invalid` (no item) or `too_large` (over 1,000).
 */
export async function* readItems(
  body: AsyncIterable<Bytes>,
  contentType: string | undefined,
): AsyncGenerator<unknown> {
  const read = readerOf(contentType?.split(";")[0]?.trim().toLowerCase() ?? "");
  let count = 0;
  for await (const item of read(textOf(body))) {
    if (++count > MAX_ITEMS) {
      throw new FlashboardError("too_large", `A request has at most ${MAX_ITEMS} items`);
    }
    yield item;
  }
  if (count === 0) throw new FlashboardError("invalid", "The body holds no item");
}

function readerOf(type: string): (text: AsyncIterable<string>) => AsyncGenerator<unknown> {
  if (LINE_TYPES.includes(type)) return readLines;
  if (type === "application/json" || type.endsWith("+json")) return readJson;
  throw new FlashboardError(
    "unsupported_type",
    `Content-Type must be application/json or application/x-ndjson: current value is ` +
      JSON.stringify(type.slice(0, 80)),
  );
}

async function* textOf(body: AsyncIterable<Bytes>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const bytes of body) yield decode(decoder, bytes);
  yield decode(decoder);
}

/** @throws FlashboardError `bad_json` when the bytes are not UTF-8 (RFC 8259, 8.1). */
function decode(decoder: TextDecoder, bytes?: Bytes): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch (cause) {
    throw new FlashboardError("bad_json", "Not JSON: the body is not UTF-8", { cause });
  }
}

async function* readJson(text: AsyncIterable<string>): AsyncGenerator<unknown> {
  let whole = "";
  for await (const part of text) whole += part;
  const body = parse(whole);
  if (Array.isArray(body)) yield* body;
  else yield body;
}

async function* readLines(text: AsyncIterable<string>): AsyncGenerator<unknown> {
  let rest = "";
  for await (const part of text) {
    // Only what is new is searched: a line may come a byte at a time.
    const [end = "", ...more] = part.split("\n");
    rest += end;
    for (const next of more) {
      if (isNotBlank(rest)) yield parseLine(rest);
      rest = next;
    }
  }
  if (isNotBlank(rest)) yield parseLine(rest);
}

function isNotBlank(line: string): boolean {
  return line.trim() !== "";
}

function parseLine(line: string): unknown {
  try {
    return parse(line);
  } catch (error) {
    return new BadLine((error as Error).message);
  }
}

function parse(text: string): unknown {
  if (text.length > FLAT_LENGTH && nestsDeeper(text, MAX_DEPTH)) {
    throw new FlashboardError("invalid", `A body is nested at most ${MAX_DEPTH} deep`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FlashboardError("bad_json", `Not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Whether JSON text has more brackets open at once than this. */
function nestsDeeper(text: string, most: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x5c: // the backslash, which takes the next with it
        at++;
        break;
      case 0x22: // "
        inText = !inText;
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (!inText && ++depth > most) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        if (!inText) depth--;
    }
  }
  return false;
}
