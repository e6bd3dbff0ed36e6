import assert from "node:assert/strict";
import { FlashboardError } from "../lib/error.ts";
import { type HistoryPoint, readStretch, viewHistory } from "../lib/history.ts";
import { poll } from "./harness/wait.ts";
import { anOrder, openShop } from "./shop.ts";

const at = (minute: number, changes = {}) => {
  const money = { revenue: 1_995n, refunded: 0n };
  return { minute, currency: "USD", orders: 1, units: 2, ...money, ...changes };
};

const money = (revenue: string, refunded = "0.00") => ({ revenue, refunded });

const UNREAD = { activeUsers: null, unitsAtRisk: null };

Deno.test("history: minutes add up into steps, quiet ones are zero, gauges are means of what is known, other currencies are never added", () => {
  const minutes = [at(60), at(61), at(61, { currency: "EUR" }), at(70, { refunded: 500n })];
  const gauges = [
    { minute: 60, activeUsers: 4, unitsAtRisk: 0 },
    { minute: 64, activeUsers: null, unitsAtRisk: 9 },
    { minute: 70, activeUsers: null, unitsAtRisk: 0 },
  ];
  const points = viewHistory(minutes, gauges, { from: 60, to: 75, step: 5 }, "USD");

  assert.deepEqual(points, [
    {
      at: "1970-01-01T01:00:00.000Z",
      orders: 3,
      units: 6,
      ...money("39.90"),
      activeUsers: 4,
      unitsAtRisk: 5,
    },
    { at: "1970-01-01T01:05:00.000Z", orders: 0, units: 0, ...money("0.00"), ...UNREAD },
    {
      at: "1970-01-01T01:10:00.000Z",
      orders: 1,
      units: 2,
      ...money("19.95", "5.00"),
      activeUsers: null,
      unitsAtRisk: 0,
    },
  ]);
});

Deno.test("history: a stretch that cannot be is refused with a reason", () => {
  const day = { from: 0, to: 86_400_000 };
  const refused = [
    [{ from: "yesterday" }, /from must be an instant/],
    [{ to: "1970-01-01T00:00:00Z" }, /to must be later than from/],
    [{ step: "61" }, /step must be 60 to 86400 seconds, in whole minutes: current value is "61"/],
    [{ step: "0" }, /step must be/],
    [{ to: "1970-03-01T00:00:00Z" }, /more than 1500 points/],
  ] as const;
  for (const [asked, message] of refused) {
    assert.throws(() => readStretch(asked, day), (error) => {
      return error instanceof FlashboardError && message.test(error.message);
    });
  }
  assert.deepEqual(readStretch({ step: "3600" }, day), { from: 0, to: 1_440, step: 60 });
});

Deno.test("history: an order stands in the minute in which it was placed, and is taken out when cancelled", async () => {
  await using shop = await openShop();
  const placedAt = "2026-11-23T10:30:20Z";
  const late = anOrder({ placedAt });
  await shop.publish("orders", [late, anOrder({ placedAt }), anOrder()]);
  await shop.publish("orders", { id: late.id, status: "cancelled" });
  await shop.publish("refunds", { id: "r1", orderId: "x", amount: "1.50", refundedAt: placedAt });
  const ask = async (query: string) =>
    await (await fetch(`${shop.url}/api/history?${query}`)).json() as { points: HistoryPoint[] };
  const { points } = await ask("from=2026-11-23T10:30:00Z&to=2026-11-23T10:32:00Z");
  const today = await ask("step=3600");

  assert.deepEqual(points, [
    {
      at: "2026-11-23T10:30:00.000Z",
      orders: 1,
      units: 1,
      ...money("19.95", "1.50"),
      ...UNREAD,
    },
    { at: "2026-11-23T10:31:00.000Z", orders: 0, units: 0, ...money("0.00"), ...UNREAD },
  ]);
  assert.equal(today.points.reduce((sum, { orders }) => sum + orders, 0), 1);
});

Deno.test("history: who can do with an older answer shares it, and who cannot reads what was just written", async () => {
  await using shop = await openShop();
  const count = async (headers: HeadersInit = {}) => {
    const response = await fetch(`${shop.url}/api/history?step=86400`, { headers });
    const { points: [day] } = await response.json() as { points: HistoryPoint[] };
    return day?.orders;
  };
  const old = { "cache-control": "max-age=600" };
  assert.equal(await count(old), 0);
  await shop.publish("orders", anOrder());

  assert.equal(await count(old), 0);
  assert.equal(await count(), 1);
  assert.equal(await count(old), 1, "the newest is what is shared");
});

Deno.test("history: a day is sent zipped to who takes it, and not again while it is the same", async () => {
  await using shop = await openShop();
  await shop.publish("orders", anOrder({ placedAt: "2026-11-23T10:30:20Z" }));
  const url = `${shop.url}/api/history?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z`;
  const zipped = await fetch(url);
  const plain = await fetch(url, { headers: { "accept-encoding": "identity" } });
  const etag = zipped.headers.get("etag") ?? "";
  const again = await fetch(url, { headers: { "if-none-match": etag } });
  const text = await plain.text();

  assert.equal(await zipped.text(), text);
  assert.equal(plain.headers.get("content-encoding"), null);
  assert.equal(plain.headers.get("vary"), "accept-encoding");
  assert.equal(JSON.parse(text).points.length, 1_440);
  assert.equal(again.status, 304);
  await shop.publish("orders", anOrder({ placedAt: "2026-11-23T10:31:20Z" }));
  const later = await fetch(url, { headers: { "if-none-match": etag } });
  assert.equal(later.status, 200);
  await later.body?.cancel();
});

Deno.test("history: the page has yesterday and the last hour before any script runs", async () => {
  await using shop = await openShop();
  const yesterday = new Date(Date.now() - 86_400_000 - 120_000).toISOString();
  // Two minutes before this time yesterday may be the day before: then there is nothing to compare with.
  const isKnown =
    yesterday.slice(0, 10) === new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  await shop.publish("orders", [anOrder({ placedAt: yesterday }), anOrder(), anOrder()]);
  let page = "";
  // A page waits for its past for a quarter of a second only.
  await poll(async () => /class="line" d="M/.test(page = await (await fetch(shop.url)).text()));
  const [orders] = /<div class="tile orders">.*?<\/div>/s.exec(page) ?? [""];

  assert.match(orders, isKnown ? /\+100%.*up on yesterday/ : /no comparison yet/);
  const path = /class="line" d="(M[^"]+)"/.exec(orders)?.[1] ?? "";
  assert.equal(path.match(/L/g)?.length, 59);
  assert.match(path, /L590 4$/, "the last minute is the highest");
});
