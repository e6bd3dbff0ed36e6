import assert from "node:assert/strict";
import type { Command } from "../lib/command.ts";
import { parseExact } from "../lib/hooks/payload.ts";
import { translate } from "../lib/hooks/shopify.ts";
import type { About, Translation } from "../lib/hooks/source.ts";
import type { StoreRules } from "../lib/schema.ts";
import { fixtureText, type Payload } from "./hook_sender.ts";

const RULES: StoreRules = { currency: "EUR", customerLabel: "initials" };
const SENT_AT = Date.parse("2026-11-24T08:00:01.250Z");

/** A payload as the server reads it, with `changes` over it. */
async function read(name: string, changes: Payload = {}): Promise<Payload> {
  const payload = parseExact(new TextEncoder().encode(await fixtureText(name)));
  return { ...payload as Payload, ...changes };
}

function tell(
  topic: string,
  payload: unknown,
  { rules = RULES, ...changes }: Partial<About> & { rules?: StoreRules } = {},
): Translation {
  const about = { topic, id: null, sentAt: SENT_AT, receivedAt: SENT_AT + 500, ...changes };
  return translate(payload, about, rules);
}

function commandsOf(translation: Translation): Command[] {
  assert.ok("commands" in translation, JSON.stringify(translation));
  return translation.commands;
}

function revisionOf(translation: Translation) {
  const [command] = commandsOf(translation);
  assert.equal(command?.type, "revise");
  return command.revision;
}

function refundsOf(translation: Translation) {
  return commandsOf(translation).flatMap((one) => one.type === "refund" ? [one.refund] : []);
}

Deno.test("shopify: an order is told with exact ids, its own currency and nothing more of a person than a label", async () => {
  const { order, counts, revisedAt } = revisionOf(
    tell("orders/create", await read("shopify-order")),
  );

  assert.deepEqual({ ...order, fingerprint: "" }, {
    id: "shopify:820982911946154508",
    customer: "Ada L.",
    currency: "EUR",
    total: "44.80",
    placedAt: "2026-11-24T08:00:00.000Z",
    items: [
      { productId: "MUG-BLUE", name: "Mug - Blue", quantity: 2, price: "14.95" },
      { productId: "808950810", name: "Teapot", quantity: 1, price: "10.00" },
      { productId: "custom: Engraving", name: "Engraving", quantity: 1, price: "0.00" },
    ],
    fingerprint: "",
  });
  assert.equal(counts, true);
  assert.equal(revisedAt, SENT_AT);
});

Deno.test("shopify: what is kept of a person is what CUSTOMER_LABEL says", async () => {
  const order = await read("shopify-order");
  for (const customerLabel of ["none", "initials", "full"] as const) {
    const told = tell("orders/create", order, { rules: { ...RULES, customerLabel } });
    const personal = customerLabel === "full"
      ? /example\.com|7946|St James|SW1Y|203\.0|ring twice/
      : /Lovelace|example\.com|7946|St James|SW1Y|203\.0|ring twice/;
    assert.doesNotMatch(JSON.stringify(told), personal);
  }
  const guest = revisionOf(tell("orders/create", { ...order, customer: null }));
  assert.equal(guest.order.customer, null);
});

Deno.test("shopify: an update that changes nothing of an order's content has the same fingerprint", async () => {
  const create = revisionOf(tell("orders/create", await read("shopify-order")));
  const tagged = await read("shopify-order", { tags: "VIP", updated_at: "2026-11-24T12:00:00Z" });
  const edited = await read("shopify-order", { current_total_price: "54.80" });

  assert.equal(
    revisionOf(tell("orders/updated", tagged)).order.fingerprint,
    create.order.fingerprint,
  );
  assert.notEqual(
    revisionOf(tell("orders/updated", edited)).order.fingerprint,
    create.order.fingerprint,
  );
});

Deno.test("shopify: a cancelled order and one whose payment was called off do not count; one that is still to be paid does", async () => {
  const countsWith = async (changes: Payload, topic = "orders/updated") =>
    revisionOf(tell(topic, await read("shopify-order", changes))).counts;

  assert.equal(await countsWith({}, "orders/cancelled"), true, "a topic is not signed");

  assert.equal(await countsWith({ cancelled_at: "2026-11-24T09:30:00+01:00" }), false);
  assert.equal(await countsWith({ financial_status: "voided" }), false);
  for (const financial_status of ["pending", "authorized", "partially_paid", "paid", "refunded"]) {
    assert.equal(await countsWith({ financial_status }), true, financial_status);
  }
});

Deno.test("shopify: within one second a cancellation is the newest, whenever it was sent", async () => {
  const revisedAt = async (changes: Payload, sentAt: number | null) =>
    revisionOf(tell("orders/updated", await read("shopify-order", changes), { sentAt })).revisedAt;
  const cancelled = { cancelled_at: "2026-11-24T09:00:01+01:00" };

  const first = await revisedAt({}, SENT_AT);
  const second = await revisedAt({}, SENT_AT + 100);
  const late = await revisedAt({}, SENT_AT + 60_000);
  const last = await revisedAt(cancelled, SENT_AT - 100);
  assert.ok(first < second && second < late && late < last);
  assert.ok(await revisedAt({}, null) <= first);
  const nextSecond = { updated_at: "2026-11-24T09:00:02+01:00" };
  assert.ok(await revisedAt(nextSecond, null) > last);
});

Deno.test("shopify: a test order counts nothing, and says so", async () => {
  const sample = await read("shopify-order", { test: true });
  assert.deepEqual(tell("orders/create", sample), { ignored: "it is a test order" });
});

Deno.test("shopify: a refund gives back the payments that succeeded, and the goods that were restocked", async () => {
  const refunds = refundsOf(tell("refunds/create", await read("shopify-refund")));

  assert.deepEqual(refunds, [
    {
      id: "shopify:transaction:245135271310201194",
      orderId: "shopify:820982911946154508",
      currency: "EUR",
      amount: "24.95",
      refundedAt: "2026-11-24T09:00:00.000Z",
      restocked: [],
    },
    {
      id: "shopify:refund:890088186047892319",
      orderId: "shopify:820982911946154508",
      currency: "EUR",
      amount: "0.00",
      refundedAt: "2026-11-24T09:00:00.000Z",
      restocked: [{ productId: "MUG-BLUE", quantity: 1 }],
    },
  ]);
});

Deno.test("shopify: a refund that gives back neither money nor goods is nothing", async () => {
  const bare = await read("shopify-refund", { transactions: [], refund_line_items: [] });
  assert.deepEqual(tell("refunds/create", bare), { ignored: "neither money nor goods went back" });
});

Deno.test("shopify: an order that is updated after a refund keeps its gross total, and tells the same refunds", async () => {
  const refund = await read("shopify-refund");
  const changes = { refunds: [refund], current_total_price: "19.85" };
  const updated = tell("orders/updated", await read("shopify-order", changes));

  assert.equal(revisionOf(updated).order.total, "44.80");
  assert.deepEqual(refundsOf(updated), refundsOf(tell("refunds/create", refund)));
});

Deno.test("shopify: a refund whose payment is on its way neither lowers the gross nor is money back yet", async () => {
  const [payment] = (await read("shopify-refund")).transactions as Payload[];
  const refund = await read("shopify-refund", {
    transactions: [{ ...payment, status: "pending" }],
    refund_line_items: [],
  });
  const changes = { refunds: [refund], current_total_price: "19.85" };
  const updated = tell("orders/updated", await read("shopify-order", changes));

  assert.equal(revisionOf(updated).order.total, "44.80");
  assert.deepEqual(refundsOf(updated), []);
});

Deno.test("shopify: a refund in the customer's own currency is told in it, and never added to the shop's", async () => {
  const [payment] = (await read("shopify-refund")).transactions as Payload[];
  const refund = await read("shopify-refund", {
    transactions: [{ ...payment, amount: "29.01", currency: "USD" }],
    refund_line_items: [],
  });
  const changes = { refunds: [refund], current_total_price: "19.85" };
  const updated = tell("orders/updated", await read("shopify-order", changes));

  assert.equal(revisionOf(updated).order.total, "44.80");
  const [only] = refundsOf(updated);
  assert.deepEqual([only?.currency, only?.amount], ["USD", "29.01"]);
});

Deno.test("shopify: a cancelled order tells no refunds, as none of it counts", async () => {
  const refund = await read("shopify-refund");
  const changes = { refunds: [refund], cancelled_at: "2026-11-24T10:00:00+01:00" };
  assert.deepEqual(
    refundsOf(tell("orders/cancelled", await read("shopify-order", changes))),
    [],
  );
});

Deno.test("shopify: a level is a count of its place, and products say whose it is", async () => {
  const level = await read("shopify-level");
  assert.deepEqual(commandsOf(tell("inventory_levels/update", level)), [{
    type: "count",
    index: 0,
    count: {
      item: "shopify:271878346596884015",
      location: "655441491",
      available: 11,
      countedAt: Date.parse("2026-11-24T07:00:00.998Z"),
    },
  }]);
  assert.deepEqual(commandsOf(tell("products/update", await read("shopify-product"))), [
    {
      type: "identify",
      index: 0,
      item: { item: "shopify:271878346596884015", productId: "MUG-BLUE", name: "Mug - Blue" },
    },
    {
      type: "identify",
      index: 0,
      item: { item: "shopify:342390123", productId: "757650484644203962", name: "Mug" },
    },
  ]);
  assert.deepEqual(tell("inventory_levels/update", { ...level, available: null }), {
    ignored: "the stock of this item is not tracked",
  });
});

Deno.test("shopify: two levels of one second are told apart by when they were sent", async () => {
  const countedAt = async (sentAt: number) => {
    const level = await read("shopify-level", { updated_at: "2026-11-24T08:00:01Z" });
    const [command] = commandsOf(tell("inventory_levels/update", level, { sentAt }));
    return command?.type === "count" ? command.count.countedAt : NaN;
  };

  assert.ok(await countedAt(SENT_AT) < await countedAt(SENT_AT + 1));
});

Deno.test("shopify: a topic that is not counted says so, as does a delivery that is days old", async () => {
  const order = await read("shopify-order");
  assert.deepEqual(tell("draft_orders/create", order), {
    ignored: 'topic "draft_orders/create" is not counted',
  });
  const days = (count: number) => ({ receivedAt: SENT_AT + count * 86_400_000 });
  assert.ok("commands" in tell("orders/create", order, days(1)));
  assert.deepEqual(tell("orders/create", order, days(2.1)), {
    ignored: "it was sent more than two days ago",
  });
});

Deno.test("shopify: a field that is needed and missing is named with its pointer", async () => {
  const missing: [topic: string, name: string, changes: Payload, pointer: string][] = [
    ["orders/create", "shopify-order", { id: undefined }, "/id"],
    ["orders/create", "shopify-order", { currency: "XX" }, "/currency"],
    ["orders/create", "shopify-order", { updated_at: "yesterday" }, "/updated_at"],
    ["orders/create", "shopify-order", { total_price: "-1" }, "/total_price"],
    ["orders/create", "shopify-order", { line_items: [{ price: "1" }] }, "/line_items/0/quantity"],
    ["refunds/create", "shopify-refund", { order_id: null }, "/order_id"],
    ["inventory_levels/update", "shopify-level", { location_id: undefined }, "/location_id"],
  ];
  for (const [topic, name, changes, pointer] of missing) {
    const payload = await read(name, changes);
    assert.throws(() => tell(topic, payload), { code: "invalid", pointer }, pointer);
  }
});
