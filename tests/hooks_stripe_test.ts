import assert from "node:assert/strict";
import type { Translation } from "../lib/hooks/source.ts";
import { translate } from "../lib/hooks/stripe.ts";
import { fixture, type Payload } from "./hook_sender.ts";

function tell(payload: Payload): Translation {
  const about = { topic: String(payload.type), id: null, sentAt: null, receivedAt: 0 };
  return translate(payload, about, { currency: "CHF", customerLabel: "initials" });
}

function commandOf(translation: Translation) {
  assert.ok("commands" in translation, JSON.stringify(translation));
  const [command] = translation.commands;
  assert.ok(command);
  return command;
}

/** An event of the fixtures with changes to its object, and to itself. */
async function event(name: string, object: Payload, changes: Payload = {}): Promise<Payload> {
  const whole = await fixture(name, changes);
  const data = whole.data as { object: Payload };
  return { ...whole, data: { ...data, object: { ...data.object, ...object } } };
}

async function orderOf(object: Payload, changes?: Payload) {
  const command = commandOf(tell(await event("stripe-session", object, changes)));
  assert.equal(command.type, "revise");
  return command.revision.order;
}

Deno.test("stripe: a checkout that is paid for is an order, with the lines that its metadata names", async () => {
  const translation = tell(await fixture("stripe-session"));
  const command = commandOf(translation);
  assert.equal(command.type, "revise");
  const { order, counts, revisedAt } = command.revision;

  assert.deepEqual({ ...order, fingerprint: "" }, {
    id: "stripe:pi_3MtwBwLkdIwHu7ix28a3tqPa",
    customer: "Axelle V.",
    currency: "EUR",
    total: "49.90",
    placedAt: "2026-11-24T09:00:00.000Z",
    items: [
      { productId: "MUG-BLUE", name: null, quantity: 2, price: "0.00" },
      { productId: "POT", name: null, quantity: 1, price: "0.00" },
    ],
    fingerprint: "",
  });
  assert.deepEqual([counts, revisedAt], [true, Date.parse("2026-11-24T09:00:00Z")]);
  assert.doesNotMatch(JSON.stringify(translation), /Valentino|example\.com|Annemasse|Rue/);
});

Deno.test("stripe: what is unpaid, of the test mode or no sale counts nothing, and says why", async () => {
  const later = "checkout.session.async_payment_succeeded";
  const ignored: [event: Payload, reason: string][] = [
    [await event("stripe-session", { payment_status: "unpaid" }), "it is not paid yet"],
    [await event("stripe-session", {}, { livemode: false }), "it is of the test mode"],
    [await event("stripe-session", { mode: "setup" }), "nothing was bought"],
    [await event("stripe-refund", {}, { livemode: false }), "it is of the test mode"],
    [
      await fixture("stripe-session", { type: "invoice.paid" }),
      'topic "invoice.paid" is not counted',
    ],
  ];
  for (const [payload, reason] of ignored) assert.deepEqual(tell(payload), { ignored: reason });
  assert.equal((await orderOf({}, { type: later })).total, "49.90");
});

Deno.test("stripe: a checkout with nothing due has no currency, and is an order over nothing", async () => {
  const free = { currency: null, amount_total: 0, payment_status: "no_payment_required" };
  const order = await orderOf({ ...free, payment_intent: null });

  assert.deepEqual([order.currency, order.total], ["CHF", "0.00"]);
  assert.match(order.id, /^stripe:cs_live_/);
});

Deno.test("stripe: amounts are in Stripe's own smallest units", async () => {
  const amounts: [currency: string, amount: number, total: string][] = [
    ["usd", 1999, "19.99"],
    ["usd", 5, "0.05"],
    ["jpy", 500, "500"],
    ["kwd", 5120, "5.120"],
    ["isk", 50000, "500"],
    ["ugx", 500, "5"],
    ["mga", 500, "500.00"],
    ["huf", 104500, "1045.00"],
  ];
  for (const [currency, amount_total, total] of amounts) {
    assert.equal((await orderOf({ currency, amount_total })).total, total, currency);
  }
});

Deno.test("stripe: metadata that names no lines leaves an order without them", async () => {
  for (const metadata of [null, {}, { items: 7 }, { items: "two mugs" }, { items: ":2," }]) {
    assert.deepEqual((await orderOf({ metadata })).items, [], JSON.stringify(metadata));
  }
});

Deno.test("stripe: each refund of a charge is what went back beyond the last", async () => {
  const command = commandOf(tell(await fixture("stripe-refund")));
  assert.deepEqual(command, {
    type: "refund",
    index: 0,
    refund: {
      id: "stripe:ch_3MtwBwLkdIwHu7ix0xyz:1500",
      orderId: "stripe:pi_3MtwBwLkdIwHu7ix28a3tqPa",
      currency: "EUR",
      amount: "10.00",
      refundedAt: "2026-11-24T10:00:00.000Z",
      restocked: [],
    },
  });
});

Deno.test("stripe: a field that is needed and missing is named with its pointer", async () => {
  const session = (object: Payload) => event("stripe-session", object);
  const missing: [event: Payload, pointer: string][] = [
    [await session({ id: undefined }), "/data/object/id"],
    [await session({ amount_total: 1.5 }), "/data/object/amount_total"],
    [await session({ payment_status: undefined }), "/data/object/payment_status"],
    [await event("stripe-refund", { currency: "zzz" }), "/data/object/currency"],
    [await fixture("stripe-session", { created: undefined }), "/created"],
  ];
  for (const [payload, pointer] of missing) {
    assert.throws(() => tell(payload), { code: "invalid", pointer }, pointer);
  }
});
