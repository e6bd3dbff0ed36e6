import { createHmac } from "node:crypto";
import type { Shop } from "./shop.ts";

/** Secrets that a test's server has for every source. */
export const SECRETS = {
  SHOPIFY_WEBHOOK_SECRET: "shopify-secret",
  WOOCOMMERCE_WEBHOOK_SECRET: "woocommerce-secret",
  STRIPE_WEBHOOK_SECRET: "whsec_stripe",
  STANDARD_WEBHOOK_SECRET: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
};

export type Payload = Record<string, unknown>;

/** A payload as its source sends it; `changes` over what tests/fixtures/hooks has. */
export async function fixture(name: string, changes: Payload = {}): Promise<Payload> {
  return { ...JSON.parse(await fixtureText(name)), ...changes };
}

/** The bytes of a payload, with its ids beyond 2^53 as they are. */
export async function fixtureText(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`./fixtures/hooks/${name}.json`, import.meta.url));
}

/** The time some seconds from now, as sources write it: to the second. */
export function fromNow(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString().replace(/\.\d+/, "");
}

/** A zone in which it is about noon, so that no test meets the end of its day. */
export function noonZone(): string {
  const hours = 12 - new Date().getUTCHours();
  return `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
}

type Headers = Record<string, string>;

function post(shop: Shop, source: string, body: string, headers: Headers): Promise<Response> {
  return fetch(`${shop.url}/api/hooks/${source}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
}

function textOf(payload: Payload | string): string {
  return typeof payload === "string" ? payload : JSON.stringify(payload);
}

/** The Base64 of a body's HMAC-SHA256. */
export function signBody(body: string, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

let deliveries = 0;

/** Sends a delivery about a topic; `changes` over its headers. */
type Send = (
  shop: Shop,
  topic: string,
  payload: Payload | string,
  changes?: Headers,
) => Promise<Response>;

function sender(source: string, headersOf: (topic: string, body: string) => Headers): Send {
  return (shop, topic, payload, changes) => {
    const body = textOf(payload);
    return post(shop, source, body, { ...headersOf(topic, body), ...changes });
  };
}

/** Sends a delivery as Shopify does. */
export const sendShopify = sender("shopify", (topic, body) => ({
  "x-shopify-topic": topic,
  "x-shopify-hmac-sha256": signBody(body, SECRETS.SHOPIFY_WEBHOOK_SECRET),
  "x-shopify-shop-domain": "potters.myshopify.com",
  "x-shopify-api-version": "2026-10",
  "x-shopify-webhook-id": `delivery-${++deliveries}`,
  "x-shopify-triggered-at": new Date().toISOString(),
}));

/** Sends a delivery as WooCommerce does. */
export const sendWoo = sender("woocommerce", (topic, body) => ({
  "x-wc-webhook-source": "https://woo.example/",
  "x-wc-webhook-topic": topic,
  "x-wc-webhook-signature": signBody(body, SECRETS.WOOCOMMERCE_WEBHOOK_SECRET),
  "x-wc-webhook-id": "5",
  "x-wc-webhook-delivery-id": `delivery-${++deliveries}`,
}));

/** The value of `Stripe-Signature` for a body that is signed at a time (s since 1970 UTC). */
export function signStripe(body: string, secret: string, seconds: number): string {
  const sum = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${sum}`;
}

/** Sends an event as Stripe does, signed some seconds ago. */
export function sendStripe(shop: Shop, payload: Payload, secondsAgo = 0): Promise<Response> {
  const body = textOf(payload);
  const seconds = nowInSeconds() - secondsAgo;
  const signature = signStripe(body, SECRETS.STRIPE_WEBHOOK_SECRET, seconds);
  return post(shop, "stripe", body, { "stripe-signature": signature });
}

/** The value of `webhook-signature` for a message that is signed at a time (s since 1970 UTC). */
export function signStandard(id: string, seconds: number, body: string, secret: string): string {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
}

/** Sends an event as Standard Webhooks says, signed now. */
export function sendStandard(
  shop: Shop,
  type: string,
  data: unknown,
  { id = `msg_${++deliveries}`, timestamp = new Date().toISOString() } = {},
): Promise<Response> {
  const body = JSON.stringify({ type, timestamp, data });
  const seconds = nowInSeconds();
  return post(shop, "standard", body, {
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signStandard(id, seconds, body, SECRETS.STANDARD_WEBHOOK_SECRET),
  });
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}
