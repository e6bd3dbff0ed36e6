import assert from "node:assert/strict";
import * as fc from "fast-check";
import { viewInventory } from "../lib/at_risk.ts";
import { freezeBoard, thawBoard } from "../lib/checkpoint.ts";
import type { Command } from "../lib/command.ts";
import { emptyVelocity, paceOf } from "../lib/velocity.ts";
import {
  anyPublications,
  assertNear,
  cancel,
  count,
  NOON,
  place,
  placedOrder,
  publication,
  revise,
  setStock,
} from "./builders.ts";
import { fold, PureShop } from "./pure_shop.ts";

const MINUTE = 60_000;

/** A shop whose clock a test moves: what it decides is folded at once. */
function openShop() {
  const shop = new PureShop();
  const { board, events } = shop;
  let now = NOON;
  let orders = 0;
  const publish = (...commands: Command[]) => shop.commit([publication(...commands)], now);
  const order = (quantity = 1, changes = {}) => {
    const items = [{ productId: "mug", name: "Mug", quantity, price: "1.00" }];
    return place({ id: `o${++orders}`, items, ...changes });
  };
  return {
    board,
    events,
    publish,
    /** An order of its own for so many mugs. */
    order,
    /** Sells single mugs, one every so many ms. */
    sell(count: number, everyMs = 0) {
      for (let n = 0; n < count; n++) {
        now += everyMs;
        publish(order());
      }
    },
    wait: (ms: number) => now += ms,
    view: () => viewInventory(board, now),
    mug: () => viewInventory(board, now).inventoryAtRisk.find((one) => one.productId === "mug"),
    warnings: () => board.alerts.map(({ title }) => title).filter((t) => t.startsWith("Runs")),
    now: () => now,
  };
}

Deno.test("cover: a product that sells has a forecast from its fifth unit on", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 40));
  shop.sell(4, 10_000);
  assert.equal(shop.mug(), undefined);
  shop.sell(1, 10_000);

  const { cover, level, soldIn5Min } = shop.mug() ?? assert.fail("it is not listed");
  assert.equal(soldIn5Min, 5);
  // One every ten seconds: 35 last for six minutes, or a little more as the first minute is not over.
  assert.ok(cover && cover.minutes > 5 && cover.minutes < 9, JSON.stringify(cover));
  assert.ok(cover.low < cover.minutes && cover.minutes < cover.high);
  assert.equal(level, "warning");
});

Deno.test("cover: one large order is no rush", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 600));
  shop.publish(shop.order(500));

  assert.equal(shop.mug(), undefined);
  assert.deepEqual(shop.warnings(), []);
});

Deno.test("cover: orders that come late count when they were placed, and a clock ahead counts now", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 500));
  const placedAt = (ms: number) => ({ placedAt: new Date(shop.now() + ms).toISOString() });
  for (let n = 0; n < 200; n++) shop.publish(shop.order(1, placedAt(-60 * MINUTE)));
  assert.equal(shop.board.sellers.size, 0);

  // A backlog of ten minutes is what it would have been without the delay.
  for (let n = 0; n < 100; n++) shop.publish(shop.order(1, placedAt(-n * 6_000)));
  const pace = paceOf(shop.board.sellers.get("mug")?.velocity ?? emptyVelocity(0), shop.now());
  assertNear(pace?.unitsPerMinute ?? 0, 10, 0.15);

  const ahead = openShop();
  ahead.publish(setStock("mug", 40));
  for (let n = 0; n < 6; n++) ahead.publish(ahead.order(1, placedAt(60 * MINUTE)));
  assert.equal(ahead.mug()?.soldIn5Min, 6);
  ahead.wait(20 * MINUTE);
  assert.equal(ahead.mug(), undefined);
});

Deno.test("cover: counts, deliveries and moves are no sales", () => {
  const shop = openShop();
  for (let n = 0; n < 50; n++) {
    shop.publish(setStock("mug", 500 - n));
    shop.publish({ type: "move", index: 0, productId: "mug", delta: -5 });
    shop.publish(count({ item: "cup", available: n }));
  }

  assert.equal(shop.board.sellers.size, 0);
});

Deno.test("cover: a cancelled and a changed order count as what is left of them", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 40), setStock("cup", 40));
  shop.sell(10, 5_000);
  const before = shop.mug()?.soldIn5Min;
  const line = (productId: string, quantity: number) => {
    return { productId, name: null, quantity, price: "1.00" };
  };
  shop.publish(place({ id: "changed", items: [line("mug", 3)] }));
  const changed = placedOrder({ id: "changed", items: [line("mug", 1), line("cup", 2)] });
  shop.publish(revise(changed, shop.now() + 1));
  assert.equal(shop.mug()?.soldIn5Min, (before ?? 0) + 1);
  assert.equal(shop.board.sellers.get("cup")?.velocity.slots[0]?.[1], 2);
  shop.publish(cancel("changed"));

  assert.equal(shop.mug()?.soldIn5Min, before);
  assert.deepEqual(shop.board.sellers.get("cup")?.velocity.slots, []);
});

Deno.test("cover: a stock-out ahead is told once a crossing, though the forecast trembles around the line", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 110, 0));
  shop.sell(30, 10_000);
  assert.deepEqual(shop.warnings(), ["Runs out soon: mug"]);
  for (let n = 0; n < 6; n++) {
    shop.wait(n % 2 === 0 ? 45_000 : 0);
    shop.sell(3, 5_000);
    shop.publish({ type: "move", index: 0, productId: "mug", delta: 3 });
  }
  assert.deepEqual(shop.warnings(), ["Runs out soon: mug"]);
  shop.sell(60, 5_000);
  assert.deepEqual(shop.warnings(), ["Runs out in minutes: mug", "Runs out soon: mug"]);
  shop.publish(setStock("mug", 5_000, 0));
  shop.publish(setStock("mug", 90, 0));
  shop.sell(1);

  assert.equal(shop.warnings().length, 3, "a delivery ends it, and the next crossing is another");
});

Deno.test("cover: around the line between minutes and a quarter of an hour it is told once as well", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 60, 0));
  shop.sell(30, 10_000);
  shop.publish(setStock("mug", 29, 0));
  const told = shop.warnings();
  assert.equal(told[0], "Runs out in minutes: mug");
  for (let n = 0; n < 12; n++) {
    shop.wait(n % 2 === 0 ? 45_000 : 0);
    shop.sell(3, 5_000);
    shop.publish({ type: "move", index: 0, productId: "mug", delta: 3 });
    const minutes = shop.mug()?.cover?.minutes ?? 0;
    assert.ok(minutes > 3 && minutes < 8, `${minutes}`);
  }

  assert.deepEqual(shop.warnings(), told);
});

Deno.test("cover: of a product that is out nothing is told ahead, and a unit that comes back does not change that", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 5_000));
  shop.sell(10, 6_000);
  shop.publish(setStock("mug", 0));
  shop.sell(10, 6_000);
  shop.publish(setStock("mug", 1));

  assert.equal(shop.mug()?.level, "critical");
  assert.deepEqual(shop.warnings(), []);
});

Deno.test("cover: a warning is named after the event that caused it, and says how long the stock lasts", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 100, 0));
  shop.sell(30, 10_000);
  const [alert] = shop.board.alerts;
  const cause = shop.events.find(({ seq }) => `cover-${seq}` === alert?.id);

  assert.equal(cause?.channel, "inventory");
  assert.match(
    alert?.message ?? "",
    /^\d+ left at that time, enough for about 1\d min \(\d+ to \d+\)/,
  );
  assert.deepEqual([alert?.severity, alert?.productId], ["warning", "mug"]);
});

Deno.test("cover: units at risk are those oversold and those that 15 minutes will ask for beyond the stock", () => {
  const shop = openShop();
  shop.publish(setStock("mug", 100), setStock("cup", -7), setStock("pot", 0), setStock("pan", 3));
  assert.equal(shop.view().unitsAtRisk, 7, "nothing is asked for while nothing sells");
  shop.sell(150, 6_000);
  const mug = shop.mug();

  assert.equal(mug?.available, -50);
  // Ten a minute for fifteen minutes, none of which are there.
  assertNear(shop.view().unitsAtRisk, 7 + 50 + 150, 0.1);
});

Deno.test("cover: oversold products are on top, then what runs out first, and 50 at most are listed", () => {
  const shop = openShop();
  const levels = { well: 9_000, soon: 400, low: 3, out: 0, oversold: -1, worse: -9 };
  for (const [name, level] of Object.entries(levels)) shop.publish(setStock(name, level));
  const items = ["well", "soon"].map((productId) => {
    return { productId, name: null, quantity: 1, price: "1.00" };
  });
  for (let n = 0; n < 40; n++) {
    shop.wait(1_000);
    shop.publish(place({ id: `both-${n}`, items }));
  }
  const listed = () => shop.view().inventoryAtRisk.map(({ productId }) => productId);
  assert.deepEqual(listed(), ["worse", "oversold", "out", "soon", "low"]);
  for (let n = 0; n < 60; n++) shop.publish(setStock(`p${n}`, n % 9));

  assert.equal(listed().length, 50);
  assert.deepEqual(listed().slice(0, 2), ["worse", "oversold"]);
});

Deno.test("cover: what stopped selling is forgotten, so that memory is for what sells", () => {
  const shop = openShop();
  const sellAll = (from: number) => {
    for (let n = from; n < from + 2_000; n++) {
      const items = [{ productId: `p${n}`, name: null, quantity: 1, price: "1.00" }];
      shop.publish(place({ id: `o-${n}`, items }));
    }
  };
  sellAll(0);
  shop.wait(10 * MINUTE);
  sellAll(2_000);
  assert.equal(shop.board.sellers.size, 4_000);
  shop.wait(6 * MINUTE);
  shop.publish(setStock("mug", 1));
  assert.equal(shop.board.sellers.size, 2_000);
  shop.wait(-60 * MINUTE);
  shop.publish(setStock("mug", 1));

  assert.equal(shop.board.sellers.size, 0, "a clock that is set back keeps nothing of the future");
});

/** Publications with the time that passes before each, in ms. */
const timedPublications = fc.tuple(
  anyPublications,
  fc.array(fc.integer({ min: 0, max: 4 * MINUTE }), { minLength: 12, maxLength: 12 }),
);

Deno.test("cover: a replay from anywhere gives the same forecasts and the same alerts", () => {
  fc.assert(fc.property(timedPublications, fc.nat(), ([batches, gaps], cut) => {
    const shop = new PureShop();
    let now = NOON;
    batches.forEach((batch, n) => shop.commit([batch], now += gaps[n] ?? 0));
    const { board: whole, events } = shop;
    const at = cut % (events.length + 1);
    const half = thawBoard(freezeBoard(fold(events.slice(0, at))));
    const resumed = fold(events.slice(at), half);

    assert.deepEqual(resumed, whole);
    assert.deepEqual(viewInventory(resumed, now), viewInventory(whole, now));
  }));
});
