import assert from "node:assert/strict";
import type { Command } from "../lib/command.ts";
import type { Delivery, Translation } from "../lib/hooks/source.ts";
import { translate, woocommerce } from "../lib/hooks/woocommerce.ts";
import { fixture, type Payload } from "./hook_sender.ts";

const NOW = Date.parse("2026-11-24T09:31:00Z");

function tell(topic: string, payload: unknown): Translation {
  const about = { topic, id: null, sentAt: null, receivedAt: NOW };
  return translate(payload, about, { currency: "EUR", customerLabel: "initials" });
}

function commandsOf(translation: Translation): Command[] {
  assert.ok("commands" in translation, JSON.stringify(translation));
  return translation.commands;
}

async function revisionOf(changes: Payload = {}) {
  const [command] = commandsOf(tell("order.updated", await fixture("woocommerce-order", changes)));
  assert.equal(command?.type, "revise");
  return command.revision;
}

Deno.test("woocommerce: a guest's order is told in UTC, rounded to its currency, with a label only", async () => {
  const translation = tell("order.created", await fixture("woocommerce-order"));
  const { order, counts, revisedAt } = await revisionOf();

  assert.deepEqual({ ...order, fingerprint: "" }, {
    id: "woocommerce:727",
    customer: "Grace H.",
    currency: "EUR",
    total: "24.99",
    placedAt: "2026-11-24T09:00:00.000Z",
    items: [
      { productId: "WOO-1", name: "Woo Single #1", quantity: 3, price: "6.66" },
      { productId: "23", name: "Ship Your Idea – Green", quantity: 1, price: "0.00" },
    ],
    fingerprint: "",
  });
  assert.equal(counts, true);
  assert.equal(revisedAt, Date.parse("2026-11-24T09:00:05Z"));
  assert.doesNotMatch(JSON.stringify(translation), /Hopper|example\.com|Navy|555|203\.0|twice/);
});

Deno.test("woocommerce: an order counts when its shop took it; what plugins call it counts when it was paid", async () => {
  const counted: [status: string, isPaid: boolean, counts: boolean][] = [
    ["processing", true, true],
    ["on-hold", false, true],
    ["completed", true, true],
    ["refunded", true, true],
    ["pending", false, false],
    ["failed", false, false],
    ["cancelled", true, false],
    ["trash", true, false],
    ["shipped", true, true],
    ["awaiting-quote", false, false],
  ];
  for (const [status, isPaid, counts] of counted) {
    const date_paid_gmt = isPaid ? "2026-11-24T09:00:04" : null;
    assert.equal((await revisionOf({ status, date_paid_gmt })).counts, counts, status);
  }
});

Deno.test("woocommerce: a draft of a checkout leaves nothing behind", async () => {
  for (const status of ["checkout-draft", "auto-draft", "draft"]) {
    const draft = await fixture("woocommerce-order", { status });
    assert.deepEqual(tell("order.updated", draft), { ignored: "it is a draft" });
  }
});

Deno.test("woocommerce: an order tells its refunds, each with an amount above zero", async () => {
  const refunds = [{ id: 801, reason: "Broken", total: "-6.66" }, { id: 802, total: "-0.01" }];
  const order = await fixture("woocommerce-order", { refunds });
  const [, first, second] = commandsOf(tell("order.updated", order));

  assert.deepEqual(first, {
    type: "refund",
    index: 0,
    refund: {
      id: "woocommerce:refund:801",
      orderId: "woocommerce:727",
      currency: "EUR",
      amount: "6.66",
      refundedAt: "2026-11-24T09:00:05.000Z",
      restocked: [],
    },
  });
  assert.ok(second?.type === "refund" && second.refund.amount === "0.01");
  assert.equal((await revisionOf({ refunds })).order.total, "24.99");
});

Deno.test("woocommerce: an order that is thrown away counts no more, though only its id is told", () => {
  const [command] = commandsOf(tell("order.deleted", { id: 727 }));
  assert.ok(command?.type === "revise");
  const { order, counts, revisedAt } = command.revision;
  assert.deepEqual([order.id, counts, revisedAt], ["woocommerce:727", false, NOW]);
  // Who has an order's body can send it again under this topic, as topics are not signed.
  const replayed = { id: 727, status: "processing" };
  assert.throws(() => tell("order.deleted", replayed), { code: "invalid" });
});

Deno.test("woocommerce: a product's stock is a count with its own threshold; one without a stock of its own has none", async () => {
  assert.deepEqual(commandsOf(tell("product.updated", await fixture("woocommerce-product"))), [{
    type: "count",
    index: 0,
    count: {
      item: "woocommerce:93",
      location: "shop",
      available: 7,
      countedAt: Date.parse("2026-11-24T09:30:00Z"),
      product: { productId: "WOO-1", name: "Woo Single #1", threshold: 8 },
    },
  }]);
  for (
    const changes of [{ manage_stock: false }, { manage_stock: "parent" }, { stock_quantity: null }]
  ) {
    const product = await fixture("woocommerce-product", changes);
    assert.deepEqual(tell("product.updated", product), {
      ignored: "the stock of this product is not managed",
    });
  }
});

Deno.test("woocommerce: a topic that is not counted says so, and a missing field is named", async () => {
  assert.deepEqual(tell("coupon.created", {}), {
    ignored: 'topic "coupon.created" is not counted',
  });
  for (const [field, value] of [["total", ""], ["date_created_gmt", undefined], ["status", null]]) {
    const order = await fixture("woocommerce-order", { [field as string]: value });
    assert.throws(() => tell("order.created", order), { code: "invalid", pointer: `/${field}` });
  }
});

Deno.test("woocommerce: two deliveries of one second have one id and two names", () => {
  const deliveryOf = (text: string): Delivery => ({
    header: (name) => name === "x-wc-webhook-delivery-id" ? "5f1e" : null,
    body: new TextEncoder().encode(text),
    receivedAt: NOW,
  });
  const idOf = (text: string) => woocommerce.describe(deliveryOf(text), null).id;

  assert.equal(idOf('{"id":1}'), idOf('{"id":1}'));
  assert.notEqual(idOf('{"id":1}'), idOf('{"id":2}'));
});
