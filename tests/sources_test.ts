import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Alert } from "../lib/alert.ts";
import type { Command } from "../lib/command.ts";
import {
  cancel,
  count,
  identify,
  NOON,
  place,
  placedOrder,
  publication,
  refund,
  revise,
  setStock,
} from "./builders.ts";
import { PureShop } from "./pure_shop.ts";

/** What a shop comes to after these commands, one publication each. */
function tell(...commands: Command[]) {
  const shop = new PureShop();
  const { board } = shop;
  const outcomes = commands.map((command) => {
    const { answers } = shop.commit([publication(command)]);
    return answers[0]?.accepted === 1 ? "accepted" : answers[0]?.duplicates ? "duplicate" : "no";
  });
  const { orders = 0, units = 0, revenue, refunded } = board.days.get("2026-11-24") ?? {};
  return {
    outcomes,
    orders,
    units,
    gross: Number(revenue?.get("USD") ?? 0n) / 100,
    refunded: Number(refunded?.get("USD") ?? 0n) / 100,
    stock: shop.state.stock.get("mug")?.available,
    alerts: board.alerts.map(({ title }: Alert) => title),
    recent: board.recent.map(({ id, status, total }) => `${id} ${status} ${total}`),
  };
}

const line = (quantity: number) => [{ productId: "mug", name: "Mug", quantity, price: "10.00" }];
const first = placedOrder({ total: "20.00", items: line(2) });
const changed = placedOrder({ total: "50.00", items: line(5) });

Deno.test("revisions: the newest stands, whatever order they come in", () => {
  const created = revise(first, NOON - 3_000);
  const updated = revise(changed, NOON - 2_000);
  const expected = { orders: 1, units: 5, gross: 50, stock: 15 };
  for (const order of [[created, updated], [updated, created], [updated, created, updated]]) {
    const { orders, units, gross, stock } = tell(setStock("mug", 20), ...order);
    assert.deepEqual({ orders, units, gross, stock }, expected);
  }
});

Deno.test("revisions: a cancellation that comes first is not undone by an older creation", () => {
  const cancelled = revise(first, NOON - 1_000, false);
  const created = revise(first, NOON - 3_000);
  const { outcomes, orders, gross, recent } = tell(cancelled, created);

  assert.deepEqual(outcomes, ["accepted", "duplicate"]);
  assert.deepEqual([orders, gross, recent], [0, 0, []]);
});

Deno.test("revisions: an unpaid order counts once it is paid, and no longer when payment is taken back", () => {
  const pending = revise(first, NOON - 3_000, false);
  const paid = revise(first, NOON - 2_000);
  const failed = revise(first, NOON - 1_000, false);

  assert.equal(tell(pending).orders, 0);
  assert.equal(tell(pending, paid).orders, 1);
  const end = tell(setStock("mug", 20), pending, paid, failed);
  assert.deepEqual([end.orders, end.gross, end.stock], [0, 0, 20]);
  assert.deepEqual(end.recent, ["1001 cancelled 20.00"]);
});

Deno.test("revisions: any order of delivery, doubled at will, comes to the same", () => {
  const versions = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    .map((times) =>
      times.map((time) => {
        const order = placedOrder({ total: `${time}0.00`, items: line(time) });
        return { time, command: revise(order, NOON - 60_000 + time * 1_000, time % 3 !== 0) };
      })
    );
  fc.assert(fc.property(versions, fc.infiniteStream(fc.nat()), (all, picks) => {
    const newest = all.reduce((a, b) => (a.time > b.time ? a : b)).time;
    const doubled = [...all, ...all].map((version) => ({ version, key: picks.next().value }));
    doubled.sort((a, b) => a.key - b.key);
    const end = tell(setStock("mug", 100), ...doubled.map(({ version }) => version.command));
    const counts = newest % 3 !== 0;

    assert.equal(end.orders, counts ? 1 : 0);
    assert.equal(end.gross, counts ? newest * 10 : 0);
    assert.equal(end.stock, 100 - (counts ? newest : 0));
  }));
});

Deno.test("refunds: part and whole go off the net and leave the gross, once each", () => {
  const part = refund({ id: "r1", amount: "5.00" });
  const rest = refund({ id: "r2", amount: "15.00" });
  const { outcomes, orders, gross, refunded } = tell(
    revise(first, NOON - 3_000),
    part,
    part,
    rest,
  );

  assert.deepEqual(outcomes, ["accepted", "accepted", "duplicate", "accepted"]);
  assert.deepEqual([orders, gross, refunded], [1, 20, 20]);
});

Deno.test("refunds: a cancelled order and its refund are not both subtracted, whichever comes first", () => {
  const created = revise(first, NOON - 3_000);
  const cancelled = revise(first, NOON - 1_000, false);
  const back = refund({ amount: "20.00" });
  for (const order of [[created, back, cancelled], [created, cancelled, back], [back, cancelled]]) {
    const { gross, refunded } = tell(...order);
    assert.deepEqual([gross, refunded], [0, 0]);
  }
});

Deno.test("refunds: an order that comes to life again has its refunds again", () => {
  const { gross, refunded } = tell(
    revise(first, NOON - 3_000),
    refund({ amount: "5.00" }),
    revise(first, NOON - 2_000, false),
    revise(first, NOON - 1_000),
  );

  assert.deepEqual([gross, refunded], [20, 5]);
});

Deno.test("refunds: what is restocked goes back to the shelf, and only that", () => {
  const order = [setStock("mug", 20), revise(first, NOON - 3_000)];
  const restocked = [{ productId: "mug", quantity: 1 }];

  assert.equal(tell(...order, refund()).stock, 18);
  assert.equal(tell(...order, refund({ restocked })).stock, 19);
});

Deno.test("refunds: what went back to the shelf does not come back again with the cancellation", () => {
  const created = revise(first, NOON - 3_000);
  const back = refund({ restocked: [{ productId: "mug", quantity: 1 }] });
  const cancelled = revise(first, NOON - 2_000, false);
  const again = revise(first, NOON - 1_000);
  const begin = setStock("mug", 20);

  assert.equal(tell(begin, created, back, cancelled).stock, 20);
  assert.equal(tell(begin, created, cancelled, back).stock, 20);
  assert.equal(tell(begin, created, back, cancelled, again).stock, 19);
});

Deno.test("refunds: one of another day's order counts on the day on which it goes back", () => {
  const yesterday = placedOrder({ placedAt: "2026-11-23T10:00:00.000Z", total: "20.00" });
  const { gross, refunded } = tell(revise(yesterday, NOON - 3_000), refund({ amount: "20.00" }));

  assert.deepEqual([gross, refunded], [0, 20]);
});

Deno.test("refunds: a known id with another amount is a conflict", () => {
  assert.deepEqual(tell(refund(), refund({ amount: "6.00" })).outcomes, ["accepted", "no"]);
});

Deno.test("counts: an order that a count has in it already is not taken off again", () => {
  const known = [identify("i1", "mug"), count({ available: 20, countedAt: NOON - 60_000 })];
  const order = revise(
    placedOrder({ placedAt: new Date(NOON - 30_000).toISOString(), items: line(2) }),
    NOON - 30_000,
  );
  const before = count({ available: 20, countedAt: NOON - 31_000 });
  const after = count({ available: 18, countedAt: NOON - 30_000 });

  assert.equal(tell(...known, order).stock, 18);
  assert.equal(tell(...known, order, after).stock, 18);
  assert.equal(tell(...known, after, order).stock, 18, "the count came first");
  assert.equal(tell(...known, order, before).stock, 18, "a count that is older than the order");
  assert.equal(tell(...known, order, before, after, before).stock, 18);
});

Deno.test("counts: whatever order orders and counts come in, the level is right once all came", () => {
  const moments = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(moments, fc.infiniteStream(fc.nat()), (quantities, picks) => {
    let left = 100;
    const told = quantities.flatMap((quantity, n) => {
      const at = NOON - 60_000 + n * 1_000;
      left -= quantity;
      const placedAt = new Date(at).toISOString();
      const order = placedOrder({ id: `o${n}`, placedAt, items: line(quantity) });
      return [place(order), count({ available: left, countedAt: at })];
    });
    const mixed = told.map((command) => ({ command, key: picks.next().value }));
    mixed.sort((a, b) => a.key - b.key);
    const begin = [identify("i1", "mug"), count({ available: 100, countedAt: NOON - 90_000 })];

    assert.equal(tell(...begin, ...mixed.map(({ command }) => command)).stock, left);
  }));
});

Deno.test("counts: places add up, an older count of a place changes nothing", () => {
  const { outcomes, stock } = tell(
    identify("i1", "mug"),
    count({ location: "shop", available: 4, countedAt: NOON - 2_000 }),
    count({ location: "depot", available: 10, countedAt: NOON - 2_000 }),
    count({ location: "shop", available: 9, countedAt: NOON - 3_000 }),
  );

  assert.equal(stock, 14);
  assert.equal(outcomes.at(-1), "duplicate");
});

Deno.test("counts: of two counts of one second the later to come stands, the same again is a duplicate", () => {
  const at = (available: number) => count({ available, countedAt: NOON - 2_000 });
  const { outcomes, stock } = tell(identify("i1", "mug"), at(12), at(11), at(11));

  assert.equal(stock, 11);
  assert.deepEqual(outcomes.slice(1), ["accepted", "accepted", "duplicate"]);
});

Deno.test("counts: what was counted before anybody said what it is, is known once somebody does", () => {
  const early = [count({ available: 9 }), count({ location: "depot", available: 0 })];
  assert.equal(tell(...early).stock, undefined);
  const { stock, alerts } = tell(...early, identify("i1", "mug"));

  assert.deepEqual([stock, alerts], [9, ["Low stock: mug"]]);
});

Deno.test("counts: a level that is set stands for itself again", () => {
  const { stock } = tell(
    identify("i1", "mug"),
    count({ available: 9, countedAt: NOON + 60_000 }),
    setStock("mug", 30),
    place({ items: line(2) }),
    cancel("1001"),
    place({ id: "2", items: line(3) }),
  );

  assert.equal(stock, 27);
});

Deno.test("revisions: what a webhook tells of before a cancellation that was published does not undo it, and what is newer does", () => {
  const shop = new PureShop();
  const order = placedOrder();
  const ordersAfter = (command: Command, now: number) => {
    const { answers } = shop.commit([publication(command)], now);
    assert.deepEqual(answers[0]?.rejected, []);
    return shop.board.days.get("2026-11-24")?.orders;
  };
  assert.equal(ordersAfter(place(), NOON), 1);
  assert.equal(ordersAfter(cancel("1001"), NOON + 60_000), 0);
  assert.equal(ordersAfter(revise(order, NOON + 30_000), NOON + 90_000), 0);
  assert.equal(ordersAfter(revise(order, NOON + 61_000), NOON + 91_000), 1);
});
