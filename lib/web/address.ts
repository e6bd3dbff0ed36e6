import { BlockList, isIP } from "node:net";

/** Whether an address is one of a list of addresses and ranges. */
export type IsListed = (address: string) => boolean;

/** Reads a list of addresses and ranges (`10.0.0.0/8`). */
export function listOf(addresses: readonly string[]): IsListed {
  const list = new BlockList();
  for (const entry of addresses) {
    const [address = "", bits] = entry.split("/");
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

/**
 * Who a request comes from: the peer, or, where that is a trusted proxy, the last address in
 * `X-Forwarded-For` that is not one itself. What stands before it anybody may have made up.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | null,
  isTrusted: IsListed,
): string {
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  let address = plain(peer);
  while (isTrusted(address)) {
    const before = plain(hops.pop() ?? "");
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/**
 * What one subscriber has: an IPv4 address, or a /64 of IPv6, whose other 64 bits are theirs to make up.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const { hostname } = new URL(`http://[${address.replace(/%.*/, "")}]`);
  const [head = [], tail = []] = hostname.slice(1, -1).split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(8 - head.length - tail.length).fill("0");
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(":")}::/64`;
}

/** An IPv4 address as a socket for both families shows it: without `::ffff:`. */
export function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
