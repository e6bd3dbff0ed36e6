import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { auth } from "hono/utils/basic-auth";
import { every } from "../clock.ts";
import { FlashboardError } from "../error.ts";
import type { Services } from "../services.ts";
import type { Outlet, Peer } from "./outlet.ts";

/** How often an open stream's key is looked at again. */
const RECHECK_MS = 1_000;

/**
 * Lets nobody see what is behind it without the dashboard's password (HTTP Basic, any user name) or,
 * for programs that only read, a key of scope `read`.
 */
export function guard(
  password: string,
  { keys, clock }: Pick<Services, "keys" | "clock">,
): MiddlewareHandler<{ Bindings: Peer }> {
  const expected = digest(password);
  return async (c, next) => {
    const authorization = c.req.header("authorization") ?? null;
    const reads = c.req.method === "GET" || c.req.method === "HEAD";
    if (!reads || !/^Bearer /i.test(authorization ?? "")) {
      checkPassword(auth(c.req.raw)?.password, expected);
      return await next();
    }
    const check = () => keys.authorize(authorization, "read");
    await check();
    await next();
    const { stream } = c.env;
    if (!stream) return;
    c.env.stream = (outlet) => {
      outlet.onClose(every(clock, RECHECK_MS, () => void check().catch((e) => cutOff(outlet, e))));
      stream(outlet);
    };
  };
}

function checkPassword(given: string | undefined, expected: Buffer): void {
  if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
  throw new FlashboardError("unauthorized", "This needs the dashboard's password, or a read key", {
    challenge: 'Basic realm="Flashboard", charset="UTF-8"',
  });
}

/** A key that was revoked ends its streams; a database that is away ends none. */
function cutOff(outlet: Outlet, error: unknown): void {
  const { code } = error as FlashboardError;
  if (code === "unauthorized" || code === "forbidden") outlet.cut();
}

/** Of equal length for every text, so that a comparison takes the same time for all. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
