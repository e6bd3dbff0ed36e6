import assert from "node:assert/strict";
import type { Alert } from "../lib/alert.ts";
import { type Board, emptyBoard, type RecentOrder, type Section } from "../lib/board.ts";
import { Lists } from "../lib/lists.ts";
import { FakeClock } from "./fake_clock.ts";

const ALL = new Set<Section>(["orders", "inventory", "alerts"]);

function subject() {
  const clock = new FakeClock();
  const board = emptyBoard();
  const lists = new Lists(clock);
  const add = (count: number) => {
    for (let n = 0; n < count; n++) {
      const id = String(++board.seq);
      board.recent = [{ id, customer: "x".repeat(100) } as RecentOrder, ...board.recent].slice(
        0,
        50,
      );
      lists.note({ seq: board.seq, channel: "orders", at: "", data: { id } }, ["orders"]);
    }
  };
  return { clock, board, lists, add };
}

function addAlert({ board, lists }: { board: Board; lists: Lists }, bytes: number): void {
  const id = `alert-${++board.seq}`;
  board.alerts = [{ id, message: "x".repeat(bytes) } as Alert, ...board.alerts];
  lists.note({ seq: board.seq, channel: "alerts", at: "", data: { id } }, ["alerts"]);
}

const idsOf = (list: { id: string }[] | null) => list?.map(({ id }) => id);

Deno.test("lists: a frame carries the orders that are new since the last one", () => {
  const { lists, board, add } = subject();
  add(2);
  assert.deepEqual(idsOf(lists.take(ALL, board).recentOrders), ["2", "1"]);
  add(1);
  assert.deepEqual(idsOf(lists.take(ALL, board).recentOrders), ["3"]);
});

Deno.test("lists: in a flood the newest orders are shown, and those left out follow when it is over", () => {
  const { clock, lists, board, add } = subject();
  const shown = new Set<string>();
  const take = () => {
    const { recentOrders } = lists.take(ALL, board);
    for (const { id } of recentOrders) shown.add(id);
    return recentOrders;
  };
  for (let frame = 0; frame < 200; frame++) {
    add(100);
    const [first] = take();
    assert.ok(!first || first.id === String(board.seq), "the newest first");
    clock.advance(50);
  }
  assert.ok(shown.size < 10 * 6_000 / 100 + 200, `${shown.size} orders were sent in 10 s`);
  while (lists.due().includes("orders")) {
    take();
    clock.advance(1_000);
  }

  assert.ok(board.recent.every(({ id }) => shown.has(id)), "the feed is whole again");
});

Deno.test("lists: alerts come whole while there is room, then only the new ones, and at once", () => {
  const it = subject();
  for (let n = 0; n < 4; n++) addAlert(it, 3_000);
  assert.equal(it.lists.take(ALL, it.board).alerts?.alerts.length, 4);
  addAlert(it, 100);
  assert.equal(it.lists.take(ALL, it.board).alerts?.alerts.length, 1, "12 KB are paid for");
  it.clock.advance(10_000);
  addAlert(it, 100);
  assert.equal(it.lists.take(ALL, it.board).alerts?.alerts.length, 6);
});

Deno.test("lists: a flood of long alerts is owed, not queued, and comes when it is paid for", () => {
  const it = subject();
  for (let n = 0; n < 10; n++) addAlert(it, 2_000);
  it.lists.take(ALL, it.board);
  addAlert(it, 2_000);
  assert.equal(it.lists.take(ALL, it.board).alerts, null);
  it.clock.advance(2_000);
  assert.deepEqual(it.lists.due(), ["alerts"]);
  assert.equal(it.lists.take(ALL, it.board).alerts?.alerts.length, 1);
});

Deno.test("lists: in a rush an alert that somebody acknowledged comes at once, without the others", () => {
  const it = subject();
  for (let n = 0; n < 4; n++) addAlert(it, 3_000);
  it.lists.take(ALL, it.board);
  const second = { ...it.board.alerts[1] as Alert, acknowledged: { at: "" } };
  it.board.alerts[1] = second;
  it.lists.note({ seq: 5, channel: "alerts.triage", at: "", data: {} }, ["alerts"]);

  assert.deepEqual(it.lists.due(), ["alerts"]);
  assert.deepEqual(it.lists.take(ALL, it.board).alerts, { alerts: [second], whole: false });
});

Deno.test("lists: once a rush is over alerts come whole, as some may have left the board", () => {
  const it = subject();
  for (let n = 0; n < 4; n++) addAlert(it, 3_000);
  it.lists.take(ALL, it.board);
  it.board.alerts.pop();
  addAlert(it, 100);
  assert.equal(it.lists.take(ALL, it.board).alerts?.whole, false);
  assert.deepEqual(it.lists.due(), []);
  it.clock.advance(10_000);

  assert.deepEqual(it.lists.due(), ["alerts"]);
  assert.deepEqual(it.lists.take(ALL, it.board).alerts, { alerts: it.board.alerts, whole: true });
  assert.deepEqual(it.lists.due(), []);
});

Deno.test("lists: in a rush an alert is over at once that was shown and has no room any more", () => {
  const it = subject();
  for (let n = 0; n < 50; n++) addAlert(it, 200);
  it.lists.take(ALL, it.board);
  const [ended] = it.board.alerts.splice(7, 1, { ...it.board.alerts[7] as Alert, resolvedAt: "" });
  addAlert(it, 100);
  const news = it.lists.take(ALL, it.board).alerts;

  assert.deepEqual([news?.whole, idsOf(news?.alerts ?? null)], [false, ["alert-51", ended?.id]]);
  assert.equal(news?.alerts[1]?.resolvedAt, "");
  addAlert(it, 100);
  assert.deepEqual(idsOf(it.lists.take(ALL, it.board).alerts?.alerts ?? null), ["alert-52"]);
});

Deno.test("lists: the products that run out are sent whole, and wait their turn when they are many", () => {
  const { clock, lists, board } = subject();
  for (let n = 0; n < 50; n++) {
    const productId = `p${n}`;
    board.products.set(productId, {
      productId,
      name: "x".repeat(200),
      available: 1,
      threshold: 10,
    });
    board.atRisk.add(productId);
  }
  assert.equal(lists.take(ALL, board).inventory?.lowStock.length, 50);
  assert.equal(lists.take(ALL, board).inventory, null);
  assert.deepEqual(lists.due(), []);
  clock.advance(4_000);
  assert.deepEqual(lists.due(), ["inventory"]);
  assert.equal(lists.take(ALL, board).inventory?.lowStock.length, 50);
});

Deno.test("lists: after a whole board nothing is owed", () => {
  const { clock, lists, board, add } = subject();
  add(50);
  add(50);
  lists.take(ALL, board);
  lists.settle(board);
  clock.advance(60_000);

  assert.deepEqual(lists.due(), []);
});
