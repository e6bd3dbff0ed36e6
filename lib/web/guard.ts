import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { auth } from "hono/utils/basic-auth";
import { every } from "../clock.ts";
import { FlashboardError } from "../error.ts";
import type { Scope } from "../keys.ts";
import type { Services } from "../services.ts";
import type { Outlet, Peer } from "./outlet.ts";

/** How often an open stream's key is looked at again. */
const RECHECK_MS = 1_000;

/** All that a screen's link opens. */
const SCREEN_PATHS: ReadonlySet<string> = new Set(["/tv", "/api/metrics", "/api/stream/metrics"]);

/**
 * Lets nobody see what is behind it without the dashboard's password (HTTP Basic, any user name) or,
 * for programs that only read, a key of scope `read`, or a screen's link.
 */
export function guard(
  password: string,
  { keys, clock }: Pick<Services, "keys" | "clock">,
): MiddlewareHandler<{ Bindings: Peer }> {
  const expected = digest(password);
  return async (c, next) => {
    const key = keyOf(c);
    if (!key) {
      checkPassword(auth(c.req.raw)?.password, expected);
      c.env.role = "operator";
      return await next();
    }
    const check = () => keys.authorize(key.authorization, key.scope);
    await check();
    c.env.role = "viewer";
    await next();
    const { stream } = c.env;
    if (!stream) return;
    c.env.stream = (outlet) => {
      outlet.onClose(every(clock, RECHECK_MS, () => void check().catch((e) => cutOff(outlet, e))));
      stream(outlet);
    };
  };
}

/**
 * Lets in only those who may change something. Behind `guard`; without a password everybody who
 * reaches the server may.
 *
 * @throws FlashboardError `forbidden` for a viewer.
 */
export const operatorOnly: MiddlewareHandler<{ Bindings: Peer }> = async (c, next) => {
  if (c.env.role === "viewer") throw new FlashboardError("forbidden", "Viewers may not do this");
  await next();
};

/** The key with which a request wants to read: a screen's in its link, a program's in its header. */
function keyOf({ req }: Context): { authorization: string; scope: Scope } | null {
  if (req.method !== "GET" && req.method !== "HEAD") return null;
  const screen = req.query("screen");
  if (screen !== undefined && SCREEN_PATHS.has(req.path)) {
    return { authorization: `Bearer ${screen}`, scope: "screen" };
  }
  const authorization = req.header("authorization") ?? "";
  return /^Bearer /i.test(authorization) ? { authorization, scope: "read" } : null;
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
