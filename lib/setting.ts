import { isIP } from "node:net";
import { isCurrency } from "./money.ts";
import type { CustomerLabel } from "./order.ts";

// Each reads one setting's text, or makes what does, and throws a RangeError that says what it must be.

/** A text that shows something. */
export function text(value: string): string {
  if (value.trim() === "") throw new RangeError("must not be blank");
  return value;
}

/** Whether a path can stand in a list of paths on Deno's command line. */
export function isGrantablePath(path: string): boolean {
  return !/[\s,]/.test(path);
}

/** A folder, without slashes at its end. */
export function folder(value: string): string {
  if (!isGrantablePath(value)) throw new RangeError("must be a path without spaces and commas");
  return value.replace(/(?<=.)\/+$/, "");
}

/** A whole number from `min` to `max`, in decimal digits. */
export function integer(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    throw new RangeError(`must be a whole number from ${min} to ${max}`);
  };
}

/** A URL of one of some protocols; null for the empty text. */
export function url(...protocols: string[]): (value: string) => string | null {
  return (value) => {
    if (value === "") return null;
    if (protocols.includes(URL.parse(value)?.protocol ?? "")) return value;
    throw new RangeError(`must be a URL that begins with ${protocols.join("// or ")}//`);
  };
}

/** A key that order systems send; null for the empty text. */
export function publishKey(value: string): string | null {
  if (value === "") return null;
  if (!/^[\x21-\x7e]{8,}$/.test(value)) {
    throw new RangeError("must be 8 or more printable characters without spaces");
  }
  return value;
}

/** One secret, or two while one takes the place of the other; none for the empty text. */
export function secrets(value: string): string[] {
  if (value === "") return [];
  const list = value.split(",").map((part) => part.trim());
  if (list.length > 2 || list.includes("")) {
    throw new RangeError("must be one secret, or two separated by a comma");
  }
  return list;
}

/** Shorter parts of a secret that holds commas could be guessed. */
const SHORTEST_PART = 6;

/** Secrets that may hold commas themselves, as most that WooCommerce makes do: the whole, and its parts. */
export function secretsWithCommas(value: string): string[] {
  const parts = value.split(",").map((part) => part.trim());
  return [...new Set([value, ...parts.filter(({ length }) => length >= SHORTEST_PART)])]
    .filter(Boolean);
}

/** Secrets of Standard Webhooks: Base64 of at least eight bytes after `whsec_`. */
export function standardSecrets(value: string): string[] {
  const list = secrets(value);
  if (list.every((secret) => /^(whsec_)?[A-Za-z0-9+/]{11,}={0,2}$/.test(secret))) return list;
  throw new RangeError("must be whsec_ and a key in Base64, or two separated by a comma");
}

/** An IANA time zone, in its usual spelling. */
export function timeZone(value: string): string {
  try {
    return Temporal.Now.zonedDateTimeISO(value).timeZoneId;
  } catch {
    throw new RangeError("must be an IANA time zone like Europe/London");
  }
}

/** An ISO 4217 code. */
export function currency(value: string): string {
  if (!isCurrency(value)) throw new RangeError("must be an ISO 4217 code like USD or EUR");
  return value;
}

/** How much of a customer's name is kept. */
export function customerLabel(value: string): CustomerLabel {
  if (value === "none" || value === "initials" || value === "full") return value;
  throw new RangeError("must be none, initials or full");
}

/** Names of hosts without ports, separated by commas, in lower case; none for the empty text. */
export function hostNames(value: string): string[] {
  if (value === "") return [];
  const list = value.split(",").map((part) => part.trim().toLowerCase());
  if (list.every((name) => URL.parse(`http://${name}/`)?.host === name)) return list;
  throw new RangeError("must be names of hosts like board.example.com, separated by commas");
}

/** Addresses and ranges (`10.0.0.0/8`), separated by commas; `none` is an empty list. */
export function addresses(value: string): string[] {
  if (value === "none") return [];
  const list = value.split(",").map((part) => part.trim());
  if (!list.every(isAddressOrRange)) {
    throw new RangeError("must be IP addresses or ranges like 10.0.0.0/8, separated by commas");
  }
  return list;
}

/** Addresses and ranges as above, or `*` for all there are. */
export function addressesOrAll(value: string): string[] {
  return value === "*" ? ["*"] : addresses(value);
}

function isAddressOrRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
