import assert from "node:assert/strict";
import type { Translation } from "../lib/hooks/source.ts";
import { translate } from "../lib/hooks/standard.ts";
import { anOrder } from "./shop.ts";

const TOLD_AT = "2026-11-24T09:00:00.123Z";

function tell(type: string, data: unknown, timestamp: unknown = TOLD_AT): Translation {
  const sentAt = Date.parse("2026-11-24T09:00:05Z");
  const about = { topic: type, id: "msg_1", sentAt, receivedAt: sentAt + 100 };
  return translate({ type, timestamp, data }, about, {
    currency: "USD",
    customerLabel: "initials",
  });
}

function commandOf(translation: Translation) {
  assert.ok("commands" in translation, JSON.stringify(translation));
  const [command] = translation.commands;
  assert.ok(command);
  return command;
}

Deno.test("standard: an order is told as the publish endpoint takes it, as of its event's time", () => {
  for (const type of ["order.created", "orders.updated", "orders", "Order.Placed"]) {
    const command = commandOf(tell(type, anOrder({ id: "1001" })));
    assert.equal(command.type, "revise");
    const { order, counts, revisedAt } = command.revision;
    assert.deepEqual([order.id, order.customer, order.total], ["1001", "Ada L.", "19.95"]);
    assert.deepEqual([counts, revisedAt], [true, Date.parse(TOLD_AT)]);
  }
});

Deno.test("standard: without a time of its own an event is as new as its sending", () => {
  const command = commandOf(tell("order.created", anOrder(), null));
  assert.ok(command.type === "revise");
  assert.equal(command.revision.revisedAt, Date.parse("2026-11-24T09:00:05Z"));
});

Deno.test("standard: a cancellation counts by its type or by its status, whether or not the order is known", () => {
  const told = [
    tell("order.cancelled", { id: "1001" }),
    tell("order.canceled", anOrder({ id: "1001" })),
    tell("order.updated", { id: "1001", status: "cancelled" }),
  ];
  for (const translation of told) {
    const command = commandOf(translation);
    assert.ok(command.type === "revise");
    assert.deepEqual([command.revision.order.id, command.revision.counts], ["1001", false]);
  }
});

Deno.test("standard: every other channel is reached by the first word of a type", () => {
  const refund = { id: "r1", orderId: "1001", amount: "5.00" };
  assert.equal(commandOf(tell("refund.created", refund)).type, "refund");
  assert.equal(commandOf(tell("inventory.level", { productId: "mug", available: 3 })).type, "set");
  assert.equal(commandOf(tell("alert.raised", { title: "Payments are slow" })).type, "alert");
  assert.deepEqual(commandOf(tell("clicks.sale", { page: "/sale", n: 1.5 })), {
    type: "custom",
    index: 0,
    channel: "clicks",
    data: { page: "/sale", n: 1.5 },
  });
});

Deno.test("standard: what no channel takes is not counted, and what a channel refuses is named with its pointer", () => {
  assert.ok("ignored" in tell("9lives", {}));
  assert.ok("ignored" in tell("visits.seen", { visitor: "ada" }));
  const bad = anOrder({ total: "a lot" });
  assert.throws(() => tell("order.created", bad), { code: "invalid", pointer: "/data/total" });
  assert.throws(() => tell("order.created", [bad]), { code: "invalid", pointer: "/data" });
  assert.throws(() => tell("order.created", bad, "noon"), { pointer: "/timestamp" });
});
