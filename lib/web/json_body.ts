import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { FlashboardError } from "../error.ts";

/** Refuses a body of more than some KiB before all of it is read; `what` begins the sentence that says so. */
export function limitJson(kib: number, what: string): MiddlewareHandler {
  return bodyLimit({
    maxSize: kib * 1024,
    onError() {
      throw new FlashboardError("too_large", `${what} has at most ${kib} KiB`);
    },
  });
}

/**
 * Reads a body of JSON, whatever it holds.
 *
 * @param example How such a body looks, for the sentence that says that this is none.
 * @throws FlashboardError `unsupported_type`, `bad_json`, or `too_large` where it is limited.
 */
export async function readJson(c: Context, example: string): Promise<unknown> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new FlashboardError("unsupported_type", "Content-Type must be application/json");
  }
  try {
    return await c.req.json();
  } catch (cause) {
    // The limit is found out while the body is read.
    if (cause instanceof FlashboardError) throw cause;
    throw new FlashboardError("bad_json", `Not JSON: expected ${example}`, { cause });
  }
}
