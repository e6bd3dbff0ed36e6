import assert from "node:assert/strict";
import { anOrder, openShop, type Shop } from "./shop.ts";

const STRUCTURED = "application/cloudevents+json; charset=utf-8";
const BATCH = "application/cloudevents-batch+json";

function promise(title: string, body: (shop: Shop) => Promise<void>): void {
  Deno.test(`cloudevents: ${title}`, async () => {
    await using shop = await openShop();
    await body(shop);
  });
}

let events = 0;

function anEvent(data: unknown, changes: Record<string, unknown> = {}) {
  const id = `event-${++events}`;
  return { specversion: "1.0", id, source: "/till/1", type: "com.example.order", data, ...changes };
}

async function send(shop: Shop, channel: string, body: unknown, headers: Record<string, string>) {
  const response = await shop.post(channel, JSON.stringify(body), headers);
  return { status: response.status, body: await response.json() };
}

const BINARY = {
  "ce-specversion": "1.0",
  "ce-id": "1",
  "ce-source": "/till/1",
  "ce-type": "com.example.order",
};

promise(
  "a structured event's data is an item, and its time is when the order was placed",
  async (shop) => {
    const event = anEvent(anOrder({ id: "1001" }), { time: "2026-03-01T10:00:00+01:00" });
    const own = anEvent(anOrder({ id: "1002", placedAt: "2026-03-02T10:00:00Z" }), {
      time: "2026-03-01T10:00:00Z",
    });
    for (const one of [event, own]) {
      const { status, body } = await send(shop, "orders", one, { "content-type": STRUCTURED });
      assert.deepEqual([status, body.accepted], [201, 1]);
    }

    const { recentOrders } = await shop.metrics();
    assert.deepEqual(recentOrders.map(({ id, placedAt }) => [id, placedAt]), [
      ["1002", "2026-03-02T10:00:00.000Z"],
      ["1001", "2026-03-01T09:00:00.000Z"],
    ]);
  },
);

promise(
  "an event is known by source and id: sent again it counts once, whatever it brings",
  async (shop) => {
    await shop.publish("inventory", { productId: "mug", available: 9 });
    const event = anEvent({ productId: "mug", delta: -2 });
    const json = { "content-type": STRUCTURED };
    const first = await send(shop, "inventory", event, json);
    const again = await send(shop, "inventory", event, json);
    await send(shop, "inventory", { ...event, source: "/till/2" }, json);
    await send(shop, "inventory", { ...event, id: "another" }, json);

    assert.deepEqual(again, first);
    assert.equal((await shop.metrics()).lowStock[0]?.available, 3);
  },
);

promise(
  "in a batch each event counts by its own name, and a bad one sinks no other",
  async (shop) => {
    await shop.publish("inventory", { productId: "mug", available: 9 });
    const move = { productId: "mug", delta: -1 };
    const [one, two] = [anEvent(move), anEvent(move)];
    const batch = [
      one,
      two,
      anEvent(move, { specversion: "0.3" }),
      anEvent({ ...move, delta: "a few" }),
      { specversion: "1.0", id: "bare", source: "/till/1", type: "x" },
    ];
    const { status, body } = await send(shop, "inventory", batch, { "content-type": BATCH });
    assert.equal(status, 201);
    assert.equal(body.accepted, 2);
    assert.deepEqual(
      body.rejected.map((
        { index, pointer }: { index: number; pointer: string },
      ) => [index, pointer]),
      [[2, "/specversion"], [3, "/delta"], [4, "/data"]],
    );

    await send(shop, "inventory", [two, anEvent(move)], { "content-type": BATCH });
    assert.equal((await shop.metrics()).lowStock[0]?.available, 6);
  },
);

promise("a binary event has its attributes in headers, percent-encoded", async (shop) => {
  const headers = { ...BINARY, "ce-id": "caf%C3%A9%201", "ce-time": "2026-03-01T09:00:00Z" };
  const first = await send(shop, "orders", anOrder({ id: "1001" }), headers);
  const quoted = { ...headers, "ce-id": '"caf%C3%A9 1"', "ce-source": '"\\/till/1"' };
  const again = await send(shop, "orders", anOrder({ id: "1002" }), quoted);

  assert.deepEqual([first.status, first.body.accepted], [201, 1]);
  assert.deepEqual(again, first, "the same source and id");
  const { recentOrders } = await shop.metrics();
  assert.deepEqual(recentOrders.map(({ id, placedAt }) => [id, placedAt]), [
    ["1001", "2026-03-01T09:00:00.000Z"],
  ]);
});

promise("what is no event of version 1.0 is 422 with what is wrong", async (shop) => {
  const order = anOrder();
  const json = { "content-type": STRUCTURED };
  const wrong: [body: unknown, headers: Record<string, string>, detail: RegExp][] = [
    [anEvent(order, { id: "" }), json, /^id/],
    [anEvent(order, { source: undefined }), json, /^source/],
    [anEvent(undefined), json, /^data/],
    [anEvent(anOrder({ total: "x" })), json, /decimal/],
    [order, json, /^specversion/],
    [order, { ...BINARY, "ce-specversion": "0.3" }, /^specversion/],
    [order, { ...BINARY, "ce-id": "%C0%A0" }, /percent-encoded UTF-8/],
  ];
  for (const [body, headers, detail] of wrong) {
    const answer = await send(shop, "orders", body, headers);
    assert.equal(answer.status, 422);
    assert.match(answer.body.detail, detail);
  }
  const two = await send(shop, "orders", [anOrder(), anOrder()], BINARY);
  assert.equal(two.body.accepted, 1);
  assert.match(two.body.rejected[0].detail, /one item/);
});

promise("visits come as events too", async (shop) => {
  const batch = [anEvent({ visitor: "ada" }), anEvent({ visitor: "bob" }), anEvent({})];
  const { body } = await send(shop, "visits", batch, { "content-type": BATCH });

  assert.equal(body.accepted, 2);
  assert.deepEqual(body.rejected.map(({ index }: { index: number }) => index), [2]);
});
