import assert from "node:assert/strict";
import type { Report } from "../lib/report.ts";
import { startPostgres } from "./harness/servers.ts";
import {
  fixture,
  fixtureText,
  noonZone,
  SECRETS,
  sendShopify,
  sendStandard,
  sendStripe,
  sendWoo,
  signBody,
} from "./hook_sender.ts";
import { openShop, type Shop } from "./shop.ts";

/** What the operator of a test's server is told. */
class Told {
  readonly lines: string[] = [];
  readonly report: Report = (level, message, detail) => {
    this.lines.push(JSON.stringify({ level, message, ...detail }));
  };
}

function promise(
  title: string,
  body: (shop: Shop, told: Told) => Promise<void>,
  env: Record<string, string> = SECRETS,
): void {
  Deno.test(`hooks: ${title}`, async () => {
    const told = new Told();
    await using shop = await openShop({ STORE_TIMEZONE: noonZone(), ...env }, told.report);
    await body(shop, told);
  });
}

async function answerOf(sent: Promise<Response>) {
  const response = await sent;
  return { status: response.status, body: await response.json(), headers: response.headers };
}

promise(
  "a delivery that is not signed with the secret is 401, counts nothing and is told without a secret, a signature or a name",
  async (shop, told) => {
    const order = await fixtureText("shopify-order");
    const forged = signBody(order, "guessed-secret");
    const sends = [
      sendShopify(shop, "orders/create", order, { "x-shopify-hmac-sha256": forged }),
      sendShopify(shop, "orders/create", order, { "x-shopify-hmac-sha256": "" }),
      sendShopify(shop, "orders/create", order.replace("44.80", "0.01"), {
        "x-shopify-hmac-sha256": signBody(order, SECRETS.SHOPIFY_WEBHOOK_SECRET),
      }),
      sendWoo(shop, "order.created", order, { "x-wc-webhook-signature": forged }),
    ];
    for (const { status, body, headers } of await Promise.all(sends.map(answerOf))) {
      assert.equal(status, 401);
      assert.equal(headers.get("content-type"), "application/problem+json");
      assert.match(body.detail, /sign/);
    }

    assert.match((await shop.metrics()).position, /-0$/);
    assert.equal(told.lines.length, 2, "each source's is told once a minute");
    for (const line of told.lines) {
      assert.match(line, /"warn".*delivery was refused.*(shopify|woocommerce)/);
      assert.ok(!line.includes(forged) && !/secret-|Lovelace|Ada|example\.com/.test(line), line);
    }
  },
);

promise("what Stripe or Standard Webhooks signed too long ago is 401", async (shop) => {
  const session = await fixture("stripe-session");
  assert.equal((await answerOf(sendStripe(shop, session, 310))).status, 401);
  assert.equal((await answerOf(sendStripe(shop, session, 200))).status, 200);
});

promise("while a secret is changed, the old and the new one are both good", async (shop) => {
  const order = await fixtureText("shopify-order");
  for (const secret of ["old-secret", "new-secret"]) {
    const signature = { "x-shopify-hmac-sha256": signBody(order, secret) };
    assert.equal(
      (await answerOf(sendShopify(shop, "orders/create", order, signature))).status,
      200,
    );
  }
  const other = { "x-shopify-hmac-sha256": signBody(order, "old-secret, new-secret") };
  assert.equal((await answerOf(sendShopify(shop, "orders/create", order, other))).status, 401);
}, { SHOPIFY_WEBHOOK_SECRET: "old-secret, new-secret" });

promise("a secret with commas, as WooCommerce makes them, is one secret", async (shop) => {
  const order = await fixtureText("woocommerce-order");
  const send = (secret: string) =>
    sendWoo(shop, "order.created", order, { "x-wc-webhook-signature": signBody(order, secret) });

  assert.equal((await answerOf(send("q,T8<x&Lw 3,vZ0!pm2"))).status, 200);
  assert.equal((await answerOf(send("q"))).status, 401, "a short part could be guessed");
}, { WOOCOMMERCE_WEBHOOK_SECRET: "q,T8&lt;x&amp;Lw 3,vZ0!pm2" });

promise("a source without a secret is not there, and one with it takes POST only", async (shop) => {
  const order = await fixture("shopify-order");
  assert.equal((await answerOf(sendShopify(shop, "orders/create", order))).status, 404);
  for (const source of ["shopify", "woocommerce", "standard", "magento", "constructor"]) {
    assert.equal((await answerOf(fetch(`${shop.url}/api/hooks/${source}`))).status, 404, source);
  }
  const get = await answerOf(fetch(`${shop.url}/api/hooks/stripe`));
  assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST"]);
}, { STRIPE_WEBHOOK_SECRET: SECRETS.STRIPE_WEBHOOK_SECRET });

promise("a delivery over 5 MiB is 413", async (shop) => {
  const body = JSON.stringify({ note: "x".repeat(5 * 1024 * 1024) });
  assert.equal((await answerOf(sendShopify(shop, "orders/create", body))).status, 413);
});

promise(
  "WooCommerce's unsigned ping is answered with 200, and nothing else unsigned is",
  async (shop) => {
    const ping = (body: string) =>
      fetch(`${shop.url}/api/hooks/woocommerce`, {
        method: "POST",
        body,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
    assert.deepEqual((await answerOf(ping("webhook_id=5"))).body, {
      accepted: 0,
      duplicates: 0,
      ignored: "it is a ping",
    });
    for (const body of ["webhook_id=5&more=1", "webhook_id=", '{"id":1}', ""]) {
      assert.equal((await answerOf(ping(body))).status, 401, body);
    }
    assert.match((await shop.metrics()).position, /-0$/);
  },
);

promise("a sender that speaks HTTP/1.0, as WordPress does, gets a whole answer", async (shop) => {
  const body = await fixtureText("woocommerce-order");
  const { hostname, port } = new URL(shop.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const request = [
    "POST /api/hooks/woocommerce HTTP/1.0",
    "Host: flashboard",
    "Content-Type: application/json",
    "X-WC-Webhook-Topic: order.created",
    `X-WC-Webhook-Signature: ${signBody(body, SECRETS.WOOCOMMERCE_WEBHOOK_SECRET)}`,
    `Content-Length: ${new TextEncoder().encode(body).length}`,
    "",
    body,
  ];
  await connection.write(new TextEncoder().encode(request.join("\r\n")));
  const [head = "", answer] = (await new Response(connection.readable).text()).split("\r\n\r\n");

  assert.match(head, /^HTTP\/1\.\d 200 /);
  assert.doesNotMatch(head, /transfer-encoding/i);
  assert.deepEqual(JSON.parse(answer ?? ""), { accepted: 1, duplicates: 0 });
});

promise("Shopify's headers are known without their X- too", async (shop) => {
  const order = await fixtureText("shopify-order");
  const response = fetch(`${shop.url}/api/hooks/shopify`, {
    method: "POST",
    body: order,
    headers: {
      "shopify-topic": "orders/create",
      "shopify-hmac-sha256": signBody(order, SECRETS.SHOPIFY_WEBHOOK_SECRET),
      "shopify-webhook-id": "b54557e4",
    },
  });
  assert.deepEqual((await answerOf(response)).body, { accepted: 1, duplicates: 0 });
});

promise("the same delivery again is answered as the first time, and counts once", async (shop) => {
  const send = async () =>
    await answerOf(sendShopify(shop, "orders/create", await fixture("shopify-order"), {
      "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    }));
  const [first, again] = [await send(), await send()];

  assert.deepEqual(again.body, first.body);
  assert.match((await shop.metrics()).position, /-1$/);
  const renamed = await answerOf(
    sendShopify(shop, "orders/create", await fixture("shopify-order")),
  );
  assert.deepEqual(renamed.body, { accepted: 0, duplicates: 1 });
  const longName = { "x-shopify-webhook-id": "long".repeat(1_000) };
  const long = sendShopify(shop, "orders/create", await fixture("shopify-order"), longName);
  assert.equal((await answerOf(long)).status, 200);
});

promise(
  "what is not understood is 200 for a source that drops its hook after failures, and told to the operator",
  async (shop, told) => {
    const bad = await fixture("shopify-order", { currency: "EURO" });
    const sends = [
      sendShopify(shop, "orders/create", bad),
      sendShopify(shop, "orders/create", "{"),
      sendWoo(shop, "order.created", bad),
    ];
    for (const { status, body } of await Promise.all(sends.map(answerOf))) {
      assert.equal(status, 200);
      assert.ok(body.accepted === 0 && typeof body.ignored === "string");
    }
    assert.equal(told.lines.length, sends.length);
    assert.ok(told.lines.some((line) => /orders\/create.*\/currency/.test(line)));
  },
);

promise(
  "what is not understood is 422 with its pointer for a source that goes on sending",
  async (shop) => {
    const event = await fixture("stripe-session", { created: "now" });
    const stripe = await answerOf(sendStripe(shop, event));
    assert.deepEqual([stripe.status, stripe.body.pointer], [422, "/created"]);
    const standard = await answerOf(sendStandard(shop, "order.created", { id: "1001" }));
    assert.deepEqual([standard.status, standard.body.pointer], [422, "/data/total"]);
    const move = { productId: "nobody", delta: 1 };
    const unknown = await answerOf(sendStandard(shop, "inventory.moved", move));
    assert.deepEqual([unknown.status, unknown.body.pointer], [422, "/productId"]);
  },
);

Deno.test("hooks: without its database a server says so with 503, and takes the delivery when it is sent again", async () => {
  await using postgres = await startPostgres();
  await using shop = await openShop({ ...SECRETS, DATABASE_URL: postgres.url });
  const send = async () =>
    await answerOf(sendShopify(shop, "orders/create", await fixture("shopify-order"), {
      "x-shopify-webhook-id": "b54557e4",
    }));

  await postgres.kill();
  const refused = await send();
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "2"]);
  await postgres.restart();
  const taken = await send();
  assert.deepEqual([taken.status, taken.body], [200, { accepted: 1, duplicates: 0 }]);
});
