import { createHmac } from "node:crypto";
import { webhookConfig } from "../target_schema.ts";
import { jsonRequest, type Kind } from "./kind.ts";

/** Any program that checks signatures of Standard Webhooks 1.0.0. */
export const webhook: Kind = {
  gathers: false,
  paceMs: 0,
  gone: [410],
  request({ config }, { id, notices: [{ type, at, data }] }, now) {
    const { url, secret = "" } = webhookConfig.parse(config);
    const timestamp = String(Math.floor(now / 1_000));
    const request = jsonRequest(url, { type, timestamp: at, data }, {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
    });
    const signature = sign(secret, `${id}.${timestamp}.${request.body}`);
    return { ...request, headers: { ...request.headers, "webhook-signature": signature } };
  },
};

/** `v1,` and the Base64 of the HMAC-SHA256 with the key that stands in Base64 behind `whsec_`. */
function sign(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
}
