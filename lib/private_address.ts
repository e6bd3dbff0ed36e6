import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** All that is handed out to the public internet (RFC 4291, IANA): the rest of IPv6 is special or unassigned. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** IPv4 as an IPv6-only network shows it (RFC 6052): whatever stands in the last 32 bits is reached. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/**
 * Whether an address is not of the public internet: loopback, RFC 1918, link-local, carrier-grade NAT,
 * multicast, reserved and the like, also where IPv6 wraps it. What is no address counts as private.
 */
export function isPrivate(address: string): boolean {
  const parsed = parse(address);
  if (parsed === null || parsed.range() !== "unicast") return true;
  return parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_IPV6);
}

/**
 * Whether something may be sent to an address: a public one, or one that is allowed.
 *
 * @param allowed Addresses and ranges (`10.0.0.0/8`); `*` is all of them.
 */
export function mayReach(address: string, allowed: readonly string[]): boolean {
  return !isPrivate(address) || allowed.some((entry) => holds(entry, address));
}

/** Whether a URL names an address that may not be reached; where a name leads shows when it is resolved. */
export function namesPrivateAddress(url: string, allowed: readonly string[]): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(host) && !mayReach(host, allowed);
}

function holds(entry: string, address: string): boolean {
  if (entry === "*") return true;
  const parsed = parse(address);
  const [range, bits] = entry.includes("/") ? ipaddr.parseCIDR(entry) : rangeOf(entry);
  return parsed?.kind() === range.kind() && parsed.match(range, bits);
}

function rangeOf(entry: string): [Address, number] {
  const address = ipaddr.parse(entry);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/** The address that is reached in the end; null for what is none. */
function parse(text: string): Address | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.process(text);
  if (address instanceof ipaddr.IPv4 || !address.match(NAT64)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}
