import * as z from "zod";
import { fingerprintOf, type StoreRules } from "../schema.ts";
import { instantGmt } from "./payload.ts";
import { verifyBody } from "./signature.ts";
import type { About, Source, Translation } from "./source.ts";
import { deleteOrder, reviseOrder } from "./woocommerce_orders.ts";
import { countProduct } from "./woocommerce_stock.ts";

const modified = z.object({ date_modified_gmt: instantGmt });

/** WooCommerce's webhooks: the body is the resource as REST v3 tells it, all else stands in headers. */
export const woocommerce: Source = {
  verify({ body, header }, secrets) {
    verifyBody(body, header("x-wc-webhook-signature"), secrets.map(decodeEntities));
  },
  isPing({ body, header }) {
    return header("x-wc-webhook-topic") === null && /^webhook_id=\d+$/.test(textOf(body));
  },
  describe({ body, header, receivedAt }, payload) {
    const topic = header("x-wc-webhook-topic") ?? "";
    const shop = header("x-wc-webhook-source") ?? "";
    const id = header("x-wc-webhook-delivery-id");
    return {
      topic,
      // Two deliveries of one second have the same id: their bodies tell them apart.
      id: id === null ? null : `${shop} ${topic} ${id} ${fingerprintOf(textOf(body))}`,
      sentAt: null,
      eventAt: modified.safeParse(payload).data?.date_modified_gmt ?? null,
      receivedAt,
    };
  },
  translate,
  givesUp: true,
};

/** What a payload of a topic means to the store. */
export function translate(payload: unknown, about: About, rules: StoreRules): Translation {
  switch (about.topic) {
    case "order.created":
    case "order.updated":
    case "order.restored":
      return reviseOrder(payload, rules);
    case "order.deleted":
      return deleteOrder(payload, about, rules);
    case "product.created":
    case "product.updated":
    case "product.restored":
      return countProduct(payload);
    default:
      return { ignored: `topic ${JSON.stringify(about.topic)} is not counted` };
  }
}

function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#039;": "'",
  "&amp;": "&",
};

/** WooCommerce signs with the secret as WordPress decodes it from HTML, however it was copied. */
function decodeEntities(secret: string): string {
  return secret.replace(/&(?:lt|gt|quot|#039|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
