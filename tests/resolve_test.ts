import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Alert } from "../lib/alert.ts";
import { addAlert, mostNeeded, resolveAlerts } from "../lib/alert_list.ts";
import { type Board } from "../lib/board.ts";
import { viewProduct } from "../lib/at_risk.ts";
import { freezeBoard, thawBoard } from "../lib/checkpoint.ts";
import type { Command } from "../lib/command.ts";
import { NOON, place, publication, setStock } from "./builders.ts";
import { fold, PureShop } from "./pure_shop.ts";

/** A shop's log and its board, folded as it is written; each command a second after the one before. */
function openShop(...commands: Command[]) {
  const shop = new PureShop();
  const { board, events } = shop;
  let now = NOON;
  const publish = (...commands: Command[]) => {
    for (const command of commands) shop.commit([publication(command)], now += 1_000);
  };
  publish(...commands);
  return { board, events, publish, wait: (ms: number) => now += ms, now: () => now };
}

/** Rule and product of what is open, newest first. */
const openOf = ({ alerts }: Board) =>
  alerts.filter(({ resolvedAt }) => !resolvedAt).map(({ rule, productId }) =>
    `${rule} ${productId}`
  );

const sale = (id: string, productId: string, quantity: number): Command =>
  place({ id, items: [{ productId, name: null, quantity, price: "1.00" }] });

Deno.test("resolve: low stock is over when the level is max(2, 20 %) of the threshold clear of it", () => {
  const { board, publish } = openShop(setStock("mug", 9), setStock("cup", 49, 50));
  publish(setStock("mug", 11), setStock("cup", 59, 50));
  assert.deepEqual(openOf(board), ["low cup", "low mug"]);
  publish(setStock("mug", 12), setStock("cup", 60, 50));

  assert.deepEqual(openOf(board), []);
  assert.deepEqual(board.alerts.map(({ resolvedAt }) => resolvedAt), [
    new Date(NOON + 6_000).toISOString(),
    new Date(NOON + 5_000).toISOString(),
  ]);
});

Deno.test("resolve: a worse alert takes the place of a lesser one of its product, and of no other's", () => {
  const { board, publish } = openShop(setStock("cup", 5), setStock("mug", 5), setStock("mug", 0));
  assert.deepEqual(openOf(board), ["out mug", "low cup"]);
  publish(setStock("mug", -1));
  const [oversold, out, low] = board.alerts;

  assert.deepEqual(openOf(board), ["oversold mug", "low cup"]);
  assert.deepEqual([low?.replacedBy, out?.replacedBy], [out?.id, oversold?.id]);
  publish(setStock("mug", 2));
  assert.deepEqual(openOf(board), ["oversold mug", "low cup"], "two are not clear of none");
  publish(setStock("mug", 3));
  assert.deepEqual(openOf(board), ["low cup"]);
  assert.equal(board.alerts[0]?.replacedBy, undefined, "that was a recovery");
});

Deno.test("resolve: what was told ahead is over once the product lasts, sells no more or is out", () => {
  const { board, publish, wait } = openShop(setStock("mug", 100, 0));
  const sell = (name: string) => {
    for (let n = 0; n < 20; n++) {
      wait(4_000);
      publish(sale(`${name}-${n}`, "mug", 1));
    }
  };
  sell("first");
  assert.deepEqual(openOf(board), ["cover mug"]);
  publish(setStock("mug", 5_000, 0));
  assert.deepEqual(openOf(board), [], "it was restocked");
  publish(setStock("mug", 100, 0));
  sell("second");
  wait(16 * 60_000);
  publish({ type: "alert", index: 0, title: "Slow", message: "", severity: "info" });
  assert.deepEqual(openOf(board), ["undefined undefined"], "it sells no more, and any event tells");
  publish(setStock("mug", 60, 0));
  sell("third");
  publish(setStock("mug", 0, 0));

  assert.deepEqual(openOf(board), ["out mug", "undefined undefined"]);
});

/** Sells a unit of the mug every so many ms, so many times. */
function sellMugs({ publish, wait }: ReturnType<typeof openShop>, times: number, everyMs: number) {
  for (let n = 0; n < times; n++) {
    wait(everyMs - 1_000);
    publish(sale(crypto.randomUUID(), "mug", 1));
  }
}

Deno.test("resolve: what sells out again after a delivery is told ahead again", () => {
  const shop = openShop(setStock("mug", 20, 0));
  sellMugs(shop, 20, 5_000);
  assert.deepEqual(openOf(shop.board), ["out mug"]);
  shop.publish(setStock("mug", 14, 0));

  assert.deepEqual(openOf(shop.board), ["cover mug"]);
  assert.equal(shop.board.alerts[0]?.severity, "critical");
});

Deno.test("resolve: when a stock-out is minutes off no more but a quarter of an hour, that is told", () => {
  const shop = openShop(setStock("mug", 200, 0));
  sellMugs(shop, 150, 2_000);
  assert.equal(shop.board.alerts[0]?.severity, "critical");
  shop.publish(setStock("mug", 360, 0));
  const [warning, critical] = shop.board.alerts;

  assert.deepEqual(openOf(shop.board), ["cover mug"]);
  assert.equal(warning?.severity, "warning");
  assert.ok(critical?.resolvedAt && !critical.replacedBy, "that was a recovery");
});

Deno.test("resolve: where nobody is to be told ahead, the list still says how urgent it is", () => {
  const shop = openShop(setStock("mug", 50, 0));
  sellMugs(shop, 30, 4_000);
  shop.publish({ type: "rules", index: 0, rules: { cover: { warning: 0, critical: 0 } } });

  assert.deepEqual(openOf(shop.board), []);
  assert.equal(viewProduct(shop.board, "mug", shop.now())?.level, "critical");
});

Deno.test("resolve: an event resolves what no level does, once, and the next crossing is told again", () => {
  const published: Command = {
    type: "alert",
    index: 0,
    title: "Slow",
    message: "",
    severity: "info",
  };
  const over: Command = { type: "resolve", index: 0, resolution: { id: "alert-1" } };
  const { board, publish } = openShop(published, over);
  const [{ resolvedAt } = assert.fail("no alert")] = board.alerts;
  publish(over, { type: "resolve", index: 0, resolution: { id: "unknown" } });

  assert.equal(resolvedAt, new Date(NOON + 2_000).toISOString());
  assert.deepEqual(board.alerts.map((alert) => alert.resolvedAt), [resolvedAt]);
});

Deno.test("resolve: fifty are shown: resolved ones go first, then the oldest of the least severe", () => {
  const alert = (n: number, severity: Alert["severity"], resolvedAt?: string): Alert => {
    return {
      id: `${n}`,
      title: "",
      message: "",
      severity,
      at: "",
      ...resolvedAt && { resolvedAt },
    };
  };
  const alerts = Array.from({ length: 48 }, (_, n) => alert(n, "critical"));
  alerts.push(alert(48, "warning"), alert(49, "critical", "2026-11-24T12:00:00Z"));
  const shown = () => mostNeeded(alerts).map(({ id }) => id);
  addAlert(alerts, alert(50, "info"));
  assert.ok(!shown().includes("49"), "the resolved one");
  addAlert(alerts, alert(51, "warning"));
  assert.ok(!shown().includes("50"), "the information");
  addAlert(alerts, alert(52, "critical"));
  addAlert(alerts, alert(53, "critical"));

  assert.equal(shown().length, 50);
  assert.ok(mostNeeded(alerts).every(({ severity }) => severity === "critical"));
  addAlert(alerts, alert(54, "critical"));
  assert.deepEqual([shown()[0], shown().at(-1)], ["54", "46"], "the oldest of them");
  resolveAlerts(alerts, "2026-11-24T12:00:00Z", ({ id }) => id === "52");
  assert.deepEqual([shown()[0], shown().at(-1)], ["54", "47"], "what was left out comes back");
});

Deno.test("resolve: what has no room on the board is over when it is, and of very many the most needed are known", () => {
  const products = Array.from({ length: 520 }, (_, n) => `p${n}`);
  const { board, publish } = openShop(...products.map((id) => setStock(id, 0)));
  assert.equal(board.alerts.length, 500);
  publish(setStock("p30", 50));

  const ofIt = board.alerts.find(({ productId }) => productId === "p30");
  assert.ok(!mostNeeded(board.alerts).includes(ofIt ?? assert.fail("it is known")));
  assert.ok(ofIt?.resolvedAt);
  publish(setStock("new", 0));
  assert.equal(board.alerts.length, 500);
  assert.ok(!board.alerts.some(({ productId }) => productId === "p30"), "the first to go");
});

Deno.test("resolve: what is over and has no room on the board is forgotten, as every order looks through the rest", () => {
  const products = Array.from({ length: 300 }, (_, n) => `p${n}`);
  const { board, publish } = openShop(...products.map((id) => setStock(id, 0)));
  for (const id of products.slice(20)) publish(setStock(id, 50));
  const shown = mostNeeded(board.alerts);
  publish(setStock("new", 0));

  assert.ok(board.alerts.length <= 100, `${board.alerts.length} are known`);
  assert.equal(board.alerts.filter(({ resolvedAt }) => !resolvedAt).length, 21);
  assert.deepEqual(mostNeeded(board.alerts).slice(1), shown.filter((_, n) => n !== 29));
});

/** What three products go through, by steps from where they stand, with the ms that pass before each. */
const walk = fc.array(
  fc.record({
    productId: fc.constantFrom("mug", "cup", "pot"),
    step: fc.integer({ min: -9, max: 7 }),
    isSale: fc.boolean(),
    waitMs: fc.constantFrom(0, 1_000, 20_000, 6 * 60_000),
  }),
  { minLength: 20, maxLength: 120 },
);

Deno.test("resolve: however stock walks, of a rule and product one is open, which is over once, and a replay agrees", () => {
  fc.assert(fc.property(walk, fc.nat(), (steps, cut) => {
    const { board, events, publish, wait, now } = openShop();
    const levels = new Map<string, number>();
    const resolved = new Map<string, string>();
    for (const [n, { productId, step, isSale, waitMs }] of steps.entries()) {
      wait(waitMs);
      const level = (levels.get(productId) ?? 15) + step;
      levels.set(productId, level);
      publish(isSale && step < 0 ? sale(`o${n}`, productId, -step) : setStock(productId, level));
      assertToldAhead(board, productId, now());
      if (!isSale && step >= 0) assertClearOf(board, productId, now());
      const open = openOf(board);
      assert.equal(new Set(open).size, open.length, open.join());
      for (const { id, resolvedAt } of board.alerts) {
        assert.equal(resolvedAt, resolved.get(id) ?? resolvedAt, "it is over once");
        if (resolvedAt) resolved.set(id, resolvedAt);
      }
      for (const { productId, available } of board.products.values()) {
        const isTold = open.some((one) =>
          one === `out ${productId}` || one === `oversold ${productId}`
        );
        assert.ok(available > 0 || isTold, "none left is always told");
      }
    }
    const at = cut % (events.length + 1);
    const half = thawBoard(freezeBoard(fold(events.slice(0, at))));
    assert.deepEqual(fold(events.slice(at), half), fold(events));
  }));
});

/** Unless it was told to be out: a product that is about to be is told so, as severely as it is. */
function assertToldAhead(board: Board, productId: string, now: number) {
  const level = viewProduct(board, productId, now)?.level ?? "ok";
  const open = board.alerts.filter((alert) => alert.productId === productId && !alert.resolvedAt);
  if (level === "ok" || open.some(({ rule }) => rule === "out" || rule === "oversold")) return;
  const told = open.find(({ rule }) => rule === "cover")?.severity;
  assert.ok(told === "critical" || told === level, `${productId} is ${level}, told ${told}`);
}

/** What was told ahead is over just now only if the whole forecast is clear of its line. */
function assertClearOf(board: Board, productId: string, now: number) {
  const low = viewProduct(board, productId, now)?.cover?.low ?? Infinity;
  for (const { rule, productId: its, severity, resolvedAt, replacedBy } of board.alerts) {
    if (rule !== "cover" || its !== productId || replacedBy || resolvedAt !== board.at) continue;
    const line = severity === "critical" ? 5 : 15;
    assert.ok(low >= line - 0.5, `${severity} is over, though it may last only ${low} minutes`);
  }
}
