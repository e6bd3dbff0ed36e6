import { FlashboardError } from "../error.ts";
import type { Bytes } from "./outlet.ts";

const MAX_BYTES = 5 * 1024 * 1024;

/** Packed bytes that are unpacked at a time: gzip makes at most 1,032 of one, so 4 MiB in memory. */
const STEP_BYTES = 4 * 1024;

/** The headers that say how a body was sent. */
export interface BodyHeaders {
  encoding: string | undefined;
  length: string | undefined;
}

/**
 * The bytes of a body as they come, unpacked. It is given up as soon as it is too long: what is left
 * is not read, so that a small body which unpacks to gigabytes takes no memory.
 *
 * @throws FlashboardError `unsupported_type` for an encoding that is not gzip, `too_large` over 5 MiB,
 * `bad_json` when it breaks off or is not what its encoding says.
 */
export async function* readBody(
  body: AsyncIterable<Bytes>,
  { encoding = "identity", length }: BodyHeaders,
): AsyncGenerator<Bytes> {
  if (Number(length) > MAX_BYTES) throw tooLarge();
  const whole = untilBroken(body);
  let read = 0;
  for await (const bytes of isGzip(encoding) ? unpacked(whole) : whole) {
    read += bytes.length;
    if (read > MAX_BYTES) throw tooLarge();
    yield bytes;
  }
}

function isGzip(encoding: string): boolean {
  const name = encoding.trim().toLowerCase();
  if (name === "identity") return false;
  if (name === "gzip" || name === "x-gzip") return true;
  throw new FlashboardError(
    "unsupported_type",
    `Content-Encoding must be gzip, or none: current value is ${JSON.stringify(name.slice(0, 80))}`,
  );
}

async function* untilBroken(body: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  try {
    yield* body;
  } catch (cause) {
    // The client is gone, or was too slow: nobody reads this answer, and it is no defect of ours.
    throw new FlashboardError("bad_json", "The body broke off", { cause });
  }
}

async function* unpacked(body: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  const stream = ReadableStream.from(inSteps(body)).pipeThrough(new DecompressionStream("gzip"));
  try {
    // Whoever stops early must not wait for a client that sends nothing more.
    yield* stream.values({ preventCancel: true });
  } catch (cause) {
    if (cause instanceof FlashboardError) throw cause;
    throw new FlashboardError("bad_json", "The body is not gzip, or was cut", { cause });
  }
}

async function* inSteps(body: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  for await (const bytes of body) {
    for (let at = 0; at < bytes.length; at += STEP_BYTES) yield bytes.slice(at, at + STEP_BYTES);
  }
}

function tooLarge(): FlashboardError {
  return new FlashboardError("too_large", "A body has at most 5 MiB, also once it is unpacked");
}
