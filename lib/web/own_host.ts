import type { MiddlewareHandler } from "hono";
import { isIP } from "node:net";
import { FlashboardError } from "../error.ts";

/**
 * Stands where a server has no password: answers only what was sent to a name of this machine. Another
 * site could have its own name lead here (DNS rebinding), and its page would read the board as if it
 * were its own.
 */
export function ownHostOnly(allowedHosts: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header("host");
    // Every browser names it; a program that speaks HTTP/1.0 need not.
    if (host !== undefined) checkName(host, allowedHosts);
    await next();
  };
}

function checkName(host: string, allowedHosts: readonly string[]): void {
  const { hostname = "" } = URL.parse(`http://${host}/`) ?? {};
  if (!isThisMachine(hostname) && !allowedHosts.includes(hostname)) throw misdirected(hostname);
}

function isThisMachine(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" ||
    (isIP(hostname) === 4 && hostname.startsWith("127."));
}

function misdirected(hostname: string): FlashboardError {
  const name = JSON.stringify(hostname.slice(0, 100));
  return new FlashboardError(
    "misdirected",
    `Without a password this server answers to localhost only, and not to ${name}: ` +
      "set ALLOWED_HOSTS to that name to open it so, or set a DASHBOARD_PASSWORD",
  );
}
