import assert from "node:assert/strict";
import type { Metrics } from "../lib/metrics.ts";
import {
  fixture,
  fixtureText,
  fromNow,
  noonZone,
  type Payload,
  SECRETS,
  sendShopify,
  sendStandard,
  sendStripe,
  sendWoo,
} from "./hook_sender.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

const ENV = {
  ...SECRETS,
  STORE_CURRENCY: "EUR",
  LOW_STOCK_THRESHOLD: "1000",
  get STORE_TIMEZONE() {
    return noonZone();
  },
};

function promise(title: string, body: (shop: Shop) => Promise<void>): void {
  Deno.test(`hooks: ${title}`, async () => {
    await using shop = await openShop(ENV);
    await body(shop);
  });
}

/** Sends one delivery after the other, and expects each to be answered with 200. */
async function deliver(...sends: (() => Promise<Response>)[]): Promise<Record<string, unknown>[]> {
  const answers = [];
  for (const send of sends) {
    const response = await send();
    const answer = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    answers.push(answer);
  }
  return answers;
}

/** What the board comes to: orders, gross, refunded and net. */
function moneyOf({ ordersToday, revenueToday, refundedToday, netRevenueToday }: Metrics) {
  return [ordersToday, revenueToday, refundedToday, netRevenueToday];
}

function stockOf({ lowStock }: Metrics, productId: string): number | undefined {
  return lowStock.find((product) => product.productId === productId)?.available;
}

/** An order of Shopify's, placed half a minute ago and changed some seconds later. */
function shopifyOrder(id: number, changedAfter: number, changes: Payload = {}): Promise<Payload> {
  const times = { created_at: fromNow(-30), updated_at: fromNow(-30 + changedAfter) };
  return fixture("shopify-order", { id, ...times, ...changes });
}

/** Its refund of 24.95 with one mug back on the shelf, some seconds after the order. */
async function shopifyRefund(orderId: number, after: number): Promise<Payload> {
  const at = fromNow(-30 + after);
  const { transactions, ...rest } = await fixture("shopify-refund");
  const payments = (transactions as Payload[]).map((one, n) => {
    return { ...one, id: orderId * 10 + n, processed_at: at };
  });
  const ids = { id: orderId * 10, order_id: orderId };
  return { ...rest, ...ids, created_at: at, processed_at: at, transactions: payments };
}

promise(
  "a day at Shopify: gross, refunded, net and stock are right at every step",
  async (shop) => {
    const level = (available: number, at: string) => async () =>
      sendShopify(
        shop,
        "inventory_levels/update",
        await fixture("shopify-level", { available, updated_at: at }),
      );
    const refund = await shopifyRefund(1001, 10);

    await deliver(
      level(11, fromNow(-60)),
      async () => sendShopify(shop, "products/update", await fixture("shopify-product")),
    );
    assert.equal(stockOf(await shop.metrics(), "MUG-BLUE"), 11, "counted before it was named");

    await deliver(async () => sendShopify(shop, "orders/create", await shopifyOrder(1001, 0)));
    let metrics = await shop.metrics();
    assert.deepEqual(moneyOf(metrics), [1, "44.80", "0.00", "44.80"]);
    assert.equal(metrics.unitsToday, 4);
    assert.equal(stockOf(metrics, "MUG-BLUE"), 9);
    const [order] = metrics.recentOrders;
    assert.deepEqual([order?.id, order?.customer], ["shopify:1001", "Ada L."]);

    await deliver(level(9, fromNow(-25)));
    assert.equal(stockOf(await shop.metrics(), "MUG-BLUE"), 9, "the order is in this count");

    await deliver(() => sendShopify(shop, "refunds/create", refund));
    metrics = await shop.metrics();
    assert.deepEqual(moneyOf(metrics), [1, "44.80", "24.95", "19.85"]);
    assert.equal(stockOf(metrics, "MUG-BLUE"), 10);

    const changes = { current_total_price: "19.85", refunds: [refund] };
    await deliver(
      async () => sendShopify(shop, "orders/updated", await shopifyOrder(1001, 11, changes)),
      level(10, fromNow(-15)),
    );
    metrics = await shop.metrics();
    assert.deepEqual(moneyOf(metrics), [1, "44.80", "24.95", "19.85"]);
    assert.equal(stockOf(metrics, "MUG-BLUE"), 10, "the restocked mug is in this count");

    const cancelled = { ...changes, cancelled_at: fromNow(-10) };
    await deliver(
      async () => sendShopify(shop, "orders/cancelled", await shopifyOrder(1001, 20, cancelled)),
      level(11, fromNow(-5)),
    );
    metrics = await shop.metrics();
    assert.deepEqual(moneyOf(metrics), [0, "0.00", "0.00", "0.00"]);
    assert.equal(stockOf(metrics, "MUG-BLUE"), 11);
  },
);

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((first, at) => {
    return permutations(list.toSpliced(at, 1)).map((rest) => [first, ...rest]);
  });
}

promise(
  "whatever order Shopify's deliveries come in, each twice, the board comes to the same",
  async (shop) => {
    const tell = async (id: number, topics: string[]) => {
      const refund = await shopifyRefund(id, 10);
      const refunded = { current_total_price: "19.85", refunds: [refund] };
      const payloads: Record<string, Payload> = {
        "orders/create": await shopifyOrder(id, 0),
        "orders/updated": await shopifyOrder(id, 11, refunded),
        "refunds/create": refund,
        "orders/cancelled": await shopifyOrder(id, 12, { ...refunded, cancelled_at: fromNow(-10) }),
      };
      const sends = topics.map((topic) => () => sendShopify(shop, topic, payloads[topic] ?? {}));
      await deliver(...sends, ...sends);
    };

    const kept = permutations(["orders/create", "orders/updated", "refunds/create"]);
    for (const [at, topics] of kept.entries()) await tell(2_000 + at, topics);
    const expected = [6, "268.80", "149.70", "119.10"];
    assert.deepEqual(moneyOf(await shop.metrics()), expected);

    const gone = permutations([
      "orders/create",
      "orders/updated",
      "refunds/create",
      "orders/cancelled",
    ]);
    for (const [at, topics] of gone.entries()) await tell(3_000 + at, topics);
    assert.deepEqual(moneyOf(await shop.metrics()), expected, "what was cancelled adds nothing");
  },
);

promise("ids beyond 2^53 are told apart by their last digit", async (shop) => {
  const text = (await fixtureText("shopify-order"))
    .replaceAll(/"2026-11-24T[^"]*"/g, JSON.stringify(fromNow(-30)));
  await deliver(
    () => sendShopify(shop, "orders/create", text),
    () =>
      sendShopify(
        shop,
        "orders/create",
        text.replaceAll("820982911946154508", "820982911946154509"),
      ),
  );

  const { recentOrders } = await shop.metrics();
  assert.deepEqual(recentOrders.map(({ id }) => id), [
    "shopify:820982911946154509",
    "shopify:820982911946154508",
  ]);
});

promise(
  "test orders, drafts and unpaid ones count nothing, and other currencies are never added",
  async (shop) => {
    const woo = (status: string, id: number, changes: Payload = {}) => async () => {
      const times = {
        date_created_gmt: gmt(-30),
        date_modified_gmt: gmt(-30),
        date_paid_gmt: null,
      };
      const order = await fixture("woocommerce-order", { id, status, ...times, ...changes });
      return sendWoo(shop, "order.updated", order);
    };
    const answers = await deliver(
      async () => sendShopify(shop, "orders/create", await shopifyOrder(1, 0, { test: true })),
      woo("checkout-draft", 1),
      woo("pending", 2),
      woo("failed", 3),
      async () => sendStripe(shop, await stripeSession({ payment_status: "unpaid" })),
    );
    assert.deepEqual(moneyOf(await shop.metrics()), [0, "0.00", "0.00", "0.00"]);
    assert.deepEqual((await shop.metrics()).recentOrders, []);
    assert.equal(answers[0]?.ignored, "it is a test order");

    await deliver(
      woo("processing", 2, { date_modified_gmt: gmt(-20) }),
      woo("processing", 4, { currency: "JPY", total: "500" }),
    );
    const metrics = await shop.metrics();
    assert.deepEqual(moneyOf(metrics), [2, "24.99", "0.00", "24.99"]);
    assert.deepEqual(metrics.otherRevenueToday, [{ currency: "JPY", total: "500" }]);
  },
);

/** A time as WooCommerce writes it: in UTC, without saying so. */
function gmt(seconds: number): string {
  return fromNow(seconds).replace("Z", "");
}

async function stripeSession(object: Payload = {}, name = "stripe-session"): Promise<Payload> {
  const event = await fixture(name, { created: Math.floor(Date.now() / 1_000) - 30 });
  const data = event.data as { object: Payload };
  return { ...event, data: { ...data, object: { ...data.object, ...object } } };
}

promise(
  "a day at WooCommerce: orders, refunds and stock, and an order that is thrown away",
  async (shop) => {
    const order = (changes: Payload) =>
      fixture("woocommerce-order", {
        date_created_gmt: gmt(-30),
        date_modified_gmt: gmt(-30),
        ...changes,
      });
    await deliver(
      async () =>
        sendWoo(
          shop,
          "product.updated",
          await fixture("woocommerce-product", { date_modified_gmt: gmt(-60) }),
        ),
      async () => sendWoo(shop, "order.created", await order({})),
      async () => sendWoo(shop, "order.created", await order({ id: 728 })),
    );
    let metrics = await shop.metrics();
    assert.deepEqual(moneyOf(metrics), [2, "49.98", "0.00", "49.98"]);
    assert.equal(stockOf(metrics, "WOO-1"), 1);
    assert.equal(metrics.lowStock[0]?.threshold, 8);

    const refunds = [{ id: 801, reason: "", total: "-6.66" }];
    await deliver(
      async () =>
        sendWoo(shop, "order.updated", await order({ refunds, date_modified_gmt: gmt(-20) })),
      async () =>
        sendWoo(shop, "order.updated", await order({ refunds, date_modified_gmt: gmt(-10) })),
      () => sendWoo(shop, "order.deleted", { id: 728 }),
    );
    metrics = await shop.metrics();
    assert.deepEqual(moneyOf(metrics), [1, "24.99", "6.66", "18.33"]);
    assert.equal(stockOf(metrics, "WOO-1"), 4);
  },
);

promise("a day at Stripe: a checkout, its refunds, each once", async (shop) => {
  const session = await stripeSession();
  const refund = await stripeSession({}, "stripe-refund");
  const [first, second] = await deliver(
    () => sendStripe(shop, refund),
    () => sendStripe(shop, session),
    () => sendStripe(shop, session),
    () => sendStripe(shop, { ...refund, id: "evt_again" }),
  );

  assert.deepEqual([first?.accepted, second?.accepted], [1, 1]);
  assert.deepEqual(moneyOf(await shop.metrics()), [1, "49.90", "10.00", "39.90"]);
});

promise(
  "events of one's own: the newest of an order stands, and one delivery counts once",
  async (shop) => {
    const id = "1001";
    const at = (seconds: number) => ({ timestamp: fromNow(seconds) });
    const order = anOrder({ id, currency: "EUR" });
    const more = { ...order, total: "39.90" };
    const level = { productId: "mug", name: "Mug", available: 12 };
    const move = { productId: "mug", delta: -2 };
    await deliver(
      () => sendStandard(shop, "inventory.level", level),
      () => sendStandard(shop, "order.updated", more, at(-10)),
      () => sendStandard(shop, "order.created", order, at(-20)),
      () => sendStandard(shop, "order.cancelled", { id: "1002" }, at(-5)),
      () => sendStandard(shop, "order.created", { ...order, id: "1002" }, at(-20)),
      () => sendStandard(shop, "inventory.moved", move, { id: "msg_move", ...at(-5) }),
      () => sendStandard(shop, "inventory.moved", move, { id: "msg_move", ...at(-5) }),
    );
    const metrics = await shop.metrics();

    assert.deepEqual(moneyOf(metrics), [1, "39.90", "0.00", "39.90"]);
    assert.equal(stockOf(metrics, "mug"), 9);
  },
);
