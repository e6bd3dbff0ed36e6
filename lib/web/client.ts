import type { HonoRequest } from "hono";
import { clientAddress, listOf, networkOf, plain } from "./address.ts";
import type { Peer } from "./outlet.ts";

/** What of a request tells whose it is. */
export interface Asker {
  env: Pick<Peer, "address">;
  req: Pick<HonoRequest, "header">;
}

/** Says whom a request counts for, where each client has a limit; null when nobody can tell. */
export function clientOf(
  trustedProxies: readonly string[],
): (c: Asker) => string | null {
  const isTrusted = listOf(trustedProxies);
  const isLocal = listOf(["127.0.0.0/8", "::1"]);
  return (c) => {
    const peer = c.env.address;
    const address = clientAddress(peer, c.req.header("x-forwarded-for") ?? null, isTrusted);
    // A proxy of ours that names nobody: its clients must not share one client's limit.
    return peer === "" || isLocal(address) || isTrusted(address) ? null : networkOf(address);
  };
}

/** Says whether the browser's connection is encrypted, as far as a trusted proxy tells. */
export function overTls(
  trustedProxies: readonly string[],
): (c: Asker) => boolean {
  const isTrusted = listOf(trustedProxies);
  return (c) => {
    const [proto = ""] = (c.req.header("x-forwarded-proto") ?? "").split(",");
    return proto.trim().toLowerCase() === "https" && isTrusted(plain(c.env.address));
  };
}
