import type { MiddlewareHandler } from "hono";
import type { Streams } from "../streams.ts";
import { clientAddress, listOf } from "./address.ts";
import type { Peer } from "./outlet.ts";

/**
 * Lets a stream in while there is room. Its place is free again when its connection is over, not when
 * our end of it is: what the limit protects is sockets and memory.
 */
export function admission(
  streams: Streams,
  trustedProxies: readonly string[],
): MiddlewareHandler<{ Bindings: Peer }> {
  const isTrusted = listOf(trustedProxies);
  const isLocal = listOf(["127.0.0.0/8", "::1"]);
  return async (c, next) => {
    const peer = c.env.address;
    const address = clientAddress(peer, c.req.header("x-forwarded-for") ?? null, isTrusted);
    // A proxy on this machine that names nobody: its clients must not share one client's limit.
    c.env.onClose(streams.enter(peer === "" || isLocal(address) ? null : address));
    await next();
  };
}
