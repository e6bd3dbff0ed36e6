import type { MiddlewareHandler } from "hono";
import { tracedRequest } from "../trace.ts";

/** Lets a request's work be followed to the dashboards, as a part of whoever's trace it belongs to. */
export function traced(name: string): MiddlewareHandler {
  return async (c, next) => {
    const { req } = c;
    const headers = {
      traceparent: req.header("traceparent"),
      tracestate: req.header("tracestate"),
    };
    await tracedRequest(name, headers, next);
  };
}
