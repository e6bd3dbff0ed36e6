import { createHmac, timingSafeEqual } from "node:crypto";
import { FlashboardError } from "../error.ts";

/** How far a signed time may be from ours, either way: what was signed longer ago may be a replay. */
const TOLERANCE_MS = 300_000;

/**
 * Checks a signature that is the Base64 of the body's HMAC-SHA256, as Shopify and WooCommerce send it.
 *
 * @throws FlashboardError `unauthorized` when it was made with none of the secrets.
 */
export function verifyBody(
  body: Uint8Array,
  signature: string | null,
  secrets: readonly string[],
): void {
  const given = signature === null ? [] : [Buffer.from(signature, "base64")];
  requireMatch(given, secrets.map((secret) => hmac(secret, body)));
}

/**
 * Checks `Stripe-Signature: t=…,v1=…`. While a secret is rolled there are several `v1`; `v0` is of
 * test events and proves nothing.
 *
 * @param now Milliseconds since 1970 UTC.
 * @throws FlashboardError `unauthorized` when no `v1` was made with a secret, or it is over 5 minutes old.
 */
export function verifyStripe(
  body: Uint8Array,
  header: string | null,
  secrets: readonly string[],
  now: number,
): void {
  const fields = (header ?? "").split(",").map((field) => field.trim().split("="));
  const valuesOf = (name: string) => fields.flatMap(([key, value]) => key === name ? value : []);
  const [time = ""] = valuesOf("t");
  const given = valuesOf("v1").map((value) => Buffer.from(value ?? "", "hex"));
  requireMatch(given, secrets.map((secret) => hmac(secret, `${time}.`, body)));
  requireRecent(time, now);
}

/** The headers of Standard Webhooks. */
export interface StandardHeaders {
  id: string | null;
  timestamp: string | null;
  signature: string | null;
}

/**
 * Checks `webhook-signature: v1,… v1,…` over `id.timestamp.body`; `v1a`, which is not made with a
 * shared secret, proves nothing here.
 *
 * @param secrets Base64 of the keys, after `whsec_`.
 * @param now Milliseconds since 1970 UTC.
 * @throws FlashboardError `unauthorized` when no `v1` was made with a secret, or it is over 5 minutes old.
 */
export function verifyStandard(
  body: Uint8Array,
  { id, timestamp, signature }: StandardHeaders,
  secrets: readonly string[],
  now: number,
): void {
  const given = (signature ?? "").split(" ").map((one) => one.split(","))
    .flatMap(([version, value]) => version === "v1" ? Buffer.from(value ?? "", "base64") : []);
  const keys = secrets.map((secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64"));
  requireMatch(given, keys.map((key) => hmac(key, `${id}.${timestamp}.`, body)));
  requireRecent(timestamp ?? "", now);
}

function hmac(key: string | Uint8Array, ...parts: (string | Uint8Array)[]): Buffer {
  const sum = createHmac("sha256", key);
  for (const part of parts) sum.update(part);
  return sum.digest();
}

function requireMatch(given: readonly Buffer[], expected: readonly Buffer[]): void {
  const isSigned = given.some((one) => expected.some((other) => isSame(one, other)));
  if (isSigned) return;
  throw unauthorized(
    given.length === 0
      ? "The delivery is not signed"
      : "The signature was not made over this body with a secret that is known here",
  );
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function requireRecent(seconds: string, now: number): void {
  if (/^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1_000 - now) <= TOLERANCE_MS) return;
  throw unauthorized("The delivery was signed more than five minutes before or after now");
}

function unauthorized(message: string): FlashboardError {
  return new FlashboardError("unauthorized", message);
}
