import type { MiddlewareHandler } from "hono";
import { FlashboardError } from "../error.ts";

/**
 * Refuses what changes something and was sent by another site's page: the reader's browser would add
 * the password that it knows. Programs send neither header and are not meant.
 */
export const refuseCrossSite: MiddlewareHandler = async (c, next) => {
  const reads = c.req.method === "GET" || c.req.method === "HEAD";
  if (!reads && !isOwn((name) => c.req.header(name))) {
    throw new FlashboardError("cross_site", "A page of another site may not do this");
  }
  await next();
};

function isOwn(header: (name: string) => string | undefined): boolean {
  const site = header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  // Browsers send that one only over HTTPS and on loopback.
  const origin = header("origin");
  return origin === undefined || hostOf(origin) === header("host");
}

/** Without the scheme: a proxy that ends TLS says `http` to us and `https` to the browser. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}
