import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Child } from "./harness/child.ts";
import { freePort } from "./harness/ports.ts";
import { programPath } from "./harness/programs.ts";
import { poll } from "./harness/wait.ts";

const FOLDER = new URL("../examples/", import.meta.url).pathname;
const SECRET = `whsec_${btoa("0123456789abcdef0123456789abcdef")}`;

const PAUSE = JSON.stringify({
  type: "promotion.pause.requested",
  timestamp: "2026-11-27T09:00:00.000Z",
  data: { id: "pause_1", productId: "MUG", name: "Mug", reason: "3 sold beyond what was there" },
});

/** What an example asked of the shop, in short. */
type Asked = string[];

/** A shop's interface that knows one product; it answers a first change as a shop on a bad day. */
function fakeShop(answer: (request: Request, body: string, asked: Asked) => Response) {
  const asked: Asked = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    return answer(request, await request.text(), asked);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function shopify(request: Request, body: string, asked: Asked): Response {
  assert.equal(new URL(request.url).pathname, "/admin/api/2026-10/graphql.json");
  assert.equal(request.headers.get("x-shopify-access-token"), "token");
  const { query, variables } = JSON.parse(body);
  const [name = ""] = query.match(
    /productVariantsBulkUpdate|discountAutomaticDeactivate|productVariants/,
  );
  asked.push(`${name} ${JSON.stringify(variables)}`);
  if (name === "productVariants") {
    const nodes = [{
      id: "gid://shopify/ProductVariant/7",
      product: { id: "gid://shopify/Product/3" },
    }];
    return Response.json({ data: { productVariants: { nodes } } });
  }
  const isFirst = asked.length === 1;
  const userErrors = isFirst ? [{ message: "Shopify has a bad day" }] : [];
  return Response.json({ data: { [name]: { userErrors } } });
}

function woocommerce(request: Request, body: string, asked: Asked): Response {
  assert.equal(request.headers.get("authorization"), `Basic ${btoa("ck_1:cs_1")}`);
  const { pathname, search } = new URL(request.url);
  asked.push(`${request.method} ${pathname}${search} ${body}`.trim());
  if (request.method === "GET") return Response.json([{ id: 7, parent_id: 3, type: "variation" }]);
  const isFirst = asked.filter((one) => one.startsWith("PUT")).length === 1;
  return isFirst ? new Response("Away", { status: 503 }) : Response.json({});
}

const VARIABLES = '{"productId":"gid://shopify/Product/3",' +
  '"variants":[{"id":"gid://shopify/ProductVariant/7","inventoryPolicy":"DENY"}]}';
const DEACTIVATED = 'discountAutomaticDeactivate {"id":"gid://shopify/DiscountAutomaticNode/1"}';
const SHOPIFY_ASKED = [
  DEACTIVATED,
  DEACTIVATED,
  'productVariants {"query":"sku:\\"MUG\\""}',
  `productVariantsBulkUpdate ${VARIABLES}`,
];
const FOUND = "GET /wp-json/wc/v3/products?sku=MUG";
const CHANGED = 'PUT /wp-json/wc/v3/products/3/variations/7 {"sale_price":"","backorders":"no"}';

interface Example {
  title: string;
  program: string;
  args(port: number): string[];
  shop: Parameters<typeof fakeShop>[0];
  asks: Asked;
}

function examples(): Example[] {
  const mjs = { shop: shopify, asks: SHOPIFY_ASKED };
  const file = `${FOLDER}pause_shopify.mjs`;
  return [
    { title: "Deno", program: Deno.execPath(), args: () => ["run", "-N", "-E", file], ...mjs },
    { title: "Node", program: programPath("TEST_NODE"), args: () => [file], ...mjs },
    {
      title: "PHP",
      program: programPath("TEST_PHP"),
      args: (port) => ["-S", `127.0.0.1:${port}`, `${FOLDER}pause_woocommerce.php`],
      shop: woocommerce,
      asks: [FOUND, CHANGED, FOUND, CHANGED],
    },
  ];
}

/** Sends a webhook as Flashboard does; an `ageS` makes it an old one, a `secret` another's. */
async function send(
  url: string,
  body: string,
  { ageS = 0, secret = SECRET } = {},
): Promise<number> {
  const [id, sentAt] = ["msg_1", String(Math.floor(Date.now() / 1_000) - ageS)];
  const key = atob(secret.slice("whsec_".length));
  const signature = createHmac("sha256", key).update(`${id}.${sentAt}.${body}`).digest("base64");
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": sentAt,
      "webhook-signature": `v1,${btoa("another")} v1,${signature}`,
    },
    body,
  });
  await response.body?.cancel();
  return response.status;
}

Deno.test("pause examples: each pauses what Flashboard signed, and asks for more when the shop refuses", async () => {
  await Promise.all(
    examples().map(async ({ title, program, args, shop, asks }) => {
      await using fake = fakeShop(shop);
      const port = freePort();
      const env = {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: Deno.env.get("HOME") ?? "",
        PORT: String(port),
        WEBHOOK_SECRET: SECRET,
        SHOPIFY_URL: fake.url,
        SHOPIFY_TOKEN: "token",
        DISCOUNT_ID: "gid://shopify/DiscountAutomaticNode/1",
        SHOP_URL: fake.url,
        SHOP_KEY: "ck_1",
        SHOP_SECRET: "cs_1",
      };
      await using child = new Child({ program, args: args(port), env, cwd: FOLDER });
      const url = `http://127.0.0.1:${port}/`;
      const isUp = () => fetch(url).then((answer) => answer.text()).then(() => true, () => false);
      assert.ok(await poll(isUp), `${title}: ${child.output()}`);
      const other = `whsec_${btoa("another secret, another secret")}`;
      const refused = [
        await send(url, PAUSE, { ageS: 400 }),
        await send(url, PAUSE, { secret: other }),
      ];
      const test = await send(url, '{"type":"alert.triggered","timestamp":"","data":{}}');

      assert.deepEqual([refused, test, fake.asked], [[401, 401], 204, []], title);
      assert.equal(await send(url, PAUSE), 500, title);
      assert.equal(await send(url, PAUSE), 204, `${title}: ${child.output()}`);
      assert.deepEqual(fake.asked, asks, title);
      assert.match(child.output(), /Paused Mug: 3 sold beyond what was there/, title);
    }),
  );
});
