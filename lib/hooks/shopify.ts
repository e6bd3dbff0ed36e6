import type { StoreRules } from "../schema.ts";
import { verifyBody } from "./signature.ts";
import { reviseOrder } from "./shopify_orders.ts";
import { translateRefund } from "./shopify_refunds.ts";
import { countLevel, identifyVariants } from "./shopify_stock.ts";
import type { About, Delivery, Source, Translation } from "./source.ts";

/**
 * A delivery may come a day late. One that is older still was not sent by Shopify just now; its news is
 * old, and a copy of it that somebody kept changes nothing.
 */
const MAX_AGE_MS = 48 * 3_600_000;

/** Shopify's webhooks: the body is the resource itself, all else stands in headers. */
export const shopify: Source = {
  verify({ body, ...delivery }, secrets) {
    verifyBody(body, header(delivery, "shopify-hmac-sha256"), secrets);
  },
  describe(delivery) {
    const topic = header(delivery, "shopify-topic") ?? "";
    const shop = header(delivery, "shopify-shop-domain") ?? "";
    const id = header(delivery, "shopify-webhook-id");
    const triggeredAt = Date.parse(header(delivery, "shopify-triggered-at") ?? "");
    const sentAt = Number.isNaN(triggeredAt) ? null : triggeredAt;
    return {
      topic,
      // Several topics tell of one action under one event id; only the delivery's own id is its own.
      id: id === null ? null : `${shop} ${topic} ${id}`,
      sentAt,
      eventAt: sentAt,
      receivedAt: delivery.receivedAt,
    };
  },
  translate,
  givesUp: true,
};

/** The preview of Shopify's next webhooks has the same headers without `X-`. */
function header(delivery: Pick<Delivery, "header">, name: string): string | null {
  return delivery.header(`x-${name}`) ?? delivery.header(name);
}

/** What a payload of a topic means to the store. */
export function translate(payload: unknown, about: About, rules: StoreRules): Translation {
  if (about.receivedAt - (about.sentAt ?? about.receivedAt) > MAX_AGE_MS) {
    return { ignored: "it was sent more than two days ago" };
  }
  switch (about.topic) {
    case "orders/create":
    case "orders/updated":
    case "orders/paid":
    case "orders/cancelled":
      return reviseOrder(payload, about, rules);
    case "refunds/create":
      return translateRefund(payload, rules);
    case "inventory_levels/update":
      return countLevel(payload, about);
    case "products/create":
    case "products/update":
      return identifyVariants(payload);
    default:
      return { ignored: `topic ${JSON.stringify(about.topic)} is not counted` };
  }
}
