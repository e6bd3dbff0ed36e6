import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { auth } from "hono/utils/basic-auth";
import { FlashboardError } from "../error.ts";

/** Asks for the dashboard's password (HTTP Basic, any user name) before anything behind it is shown. */
export function passwordGuard(password: string): MiddlewareHandler {
  const expected = digest(password);
  return async (c, next) => {
    const given = auth(c.req.raw)?.password;
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      throw new FlashboardError("unauthorized", "This needs the dashboard's password", {
        challenge: 'Basic realm="Flashboard", charset="UTF-8"',
      });
    }
    await next();
  };
}

/** Of equal length for every text, so that a comparison takes the same time for all. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
