import type { MiddlewareHandler } from "hono";
import type { Streams } from "../streams.ts";
import { clientOf } from "./client.ts";
import type { Peer } from "./outlet.ts";

/**
 * Lets a stream in while there is room. Its place is free again when its connection is over, not when
 * our end of it is: what the limit protects is sockets and memory.
 */
export function admission(
  streams: Streams,
  trustedProxies: readonly string[],
): MiddlewareHandler<{ Bindings: Peer }> {
  const client = clientOf(trustedProxies);
  return async (c, next) => {
    c.env.onClose(streams.enter(client(c)));
    await next();
  };
}
