import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Report } from "../report.ts";
import { listOf, plain } from "./address.ts";
import type { Peer } from "./outlet.ts";

/** What an id may look like: it stands in headers and in log lines. */
const SANE = /^[\w.:-]{8,128}$/;

/** W3C Trace Context: version, trace, parent, flags. */
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/;

/**
 * Gives each request a name, under which its log lines and its answer (`X-Request-Id`) are found: the one
 * that a trusted proxy has for it, or one of its own.
 */
export function requestId(
  trustedProxies: readonly string[],
): MiddlewareHandler<{ Bindings: Peer }> {
  const isTrusted = listOf(trustedProxies);
  return async (c, next) => {
    const told = isTrusted(plain(c.env.address)) ? toldId((name) => c.req.header(name)) : null;
    const id = told ?? randomUUID();
    c.env.requestId = id;
    await next();
    c.res.headers.set("x-request-id", id);
  };
}

/** A report that says of which request it speaks. */
export function reportOn({ requestId }: Peer, report: Report): Report {
  return (level, message, detail) => report(level, message, { requestId, ...detail });
}

function toldId(header: (name: string) => string | undefined): string | null {
  const id = header("x-request-id") ?? "";
  if (SANE.test(id)) return id;
  return TRACEPARENT.exec(header("traceparent") ?? "")?.[1] ?? null;
}
