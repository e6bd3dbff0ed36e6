// Pauses a promotion in Shopify when Flashboard asks for it: docs/promotion-guard.md says how to set it up.
// Deno: deno run -N -E examples/pause_shopify.mjs; Node 18+: node examples/pause_shopify.mjs
// SHOPIFY_URL=https://my-shop.myshopify.com SHOPIFY_TOKEN=shpat_… (write_discounts, write_products)
// WEBHOOK_SECRET=whsec_… DISCOUNT_ID=gid://shopify/DiscountAutomaticNode/1 (optional) PORT=8080
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import process from "node:process";

const { SHOPIFY_URL, SHOPIFY_TOKEN, WEBHOOK_SECRET = "", DISCOUNT_ID, PORT = "8080" } = process.env;
const KEY = Buffer.from(WEBHOOK_SECRET.replace("whsec_", ""), "base64");

/** Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`, no older than five minutes. */
function isSigned(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": sentAt, "webhook-signature": given = "" } =
    headers;
  if (KEY.length === 0 || !(Math.abs(Date.now() / 1000 - Number(sentAt)) < 300)) return false;
  const right = createHmac("sha256", KEY).update(`${id}.${sentAt}.`).update(body).digest();
  return given.split(" ").some((one) => {
    const signature = Buffer.from(one.replace(/^v1,/, ""), "base64");
    return signature.length === right.length && timingSafeEqual(signature, right);
  });
}

async function shopify(query, variables) {
  const answer = await fetch(`${SHOPIFY_URL}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Shopify-Access-Token": SHOPIFY_TOKEN },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  });
  const { data, errors } = await answer.json();
  const refusals = Object.values(data ?? {}).flatMap((one) => one?.userErrors ?? []);
  if (errors || refusals.length > 0) throw new Error(JSON.stringify(errors ?? refusals));
  return data;
}

/** Flashboard names a variant by its SKU, or by its id where it has none. */
async function findVariant(productId) {
  const find = `query ($query: String!) {
    productVariants(first: 1, query: $query) { nodes { id product { id } } }
  }`;
  for (const field of /^\d+$/.test(productId) ? ["sku", "id"] : ["sku"]) {
    const query = `${field}:${JSON.stringify(productId)}`;
    const [variant] = (await shopify(find, { query })).productVariants.nodes;
    if (variant) return variant;
  }
  throw new Error(`No variant is called ${productId}`);
}

async function pause({ productId, name, reason }) {
  if (DISCOUNT_ID) {
    await shopify(
      "mutation ($id: ID!) { discountAutomaticDeactivate(id: $id) { userErrors { message } } }",
      { id: DISCOUNT_ID },
    );
  }
  // Without this the shop goes on selling what it has no more.
  const { id, product } = await findVariant(productId);
  await shopify(
    `mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
      productVariantsBulkUpdate(productId: $productId, variants: $variants) { userErrors { message } }
    }`,
    { productId: product.id, variants: [{ id, inventoryPolicy: "DENY" }] },
  );
  console.log(`Paused ${name}: ${reason}`);
}

createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  if (!isSigned(request.headers, body)) return response.writeHead(401).end("Not signed\n");
  const { type, data } = JSON.parse(body);
  try {
    if (type === "promotion.pause.requested") await pause(data);
    response.writeHead(204).end();
  } catch (error) { // Flashboard sends it again; to pause twice does no harm
    console.error(error);
    response.writeHead(500).end("Not paused\n");
  }
}).listen(Number(PORT), () => console.log(`Waiting on port ${PORT}`));
