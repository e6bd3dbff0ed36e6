import assert from "node:assert/strict";
import { batch, signal } from "@preact/signals";
import type { HistoryPoint } from "../lib/history.ts";
import { openHistory } from "../lib/history_store.ts";
import type { Live } from "../lib/live.ts";
import type { Past } from "../lib/past.ts";
import { totalUntil } from "../lib/series.ts";
import { FakeClock } from "./fake_clock.ts";
import { poll } from "./harness/wait.ts";

const MINUTE_MS = 60_000;
const TODAY = { start: "2026-11-24T00:00:00.000Z", end: "2026-11-25T00:00:00.000Z" };
const TOMORROW = { start: "2026-11-25T00:00:00.000Z", end: "2026-11-26T00:00:00.000Z" };

/** A page whose server the test is: `points` is what it answers for each stretch. */
function openPage(points: (from: string) => Map<string, number> | Error) {
  const clock = new FakeClock();
  const cells = {
    ordersToday: signal(12),
    revenueToday: signal("120.00"),
    activeUsers: signal(7),
    unitsAtRisk: signal(0),
    day: signal(TODAY),
    timeZone: signal("UTC"),
  };
  const current = signal(true);
  const lastAt = signal(clock.now());
  const past = signal<Past | null>(null);
  const asked: string[] = [];

  async function fetchPoints(from: string, to: string): Promise<HistoryPoint[]> {
    asked.push(from);
    const answer = points(from);
    if (answer instanceof Error) throw answer;
    await Promise.resolve();
    return pointsOf(from, to, answer);
  }

  const history = openHistory({
    live: { cells, lastAt } as unknown as Live,
    past,
    clock,
    random: () => 0.5,
    isCurrent: () => current.value,
    fetchPoints,
  });
  const total = () => {
    const { today } = history.days.peek() ?? assert.fail("history was not read");
    return [totalUntil(today, "orders"), totalUntil(today, "revenue")];
  };
  const pass = (ms: number) => {
    clock.advance(ms);
    lastAt.value = clock.now();
  };
  const isRead = () => poll(() => history.days.peek() !== null);
  return { ...history, cells, current, past, asked, clock, total, pass, isRead, lastAt };
}

function pointsOf(from: string, to: string, orders: Map<string, number>): HistoryPoint[] {
  const length = (Date.parse(to) - Date.parse(from)) / MINUTE_MS;
  return Array.from({ length }, (_, n) => {
    const at = new Date(Date.parse(from) + n * MINUTE_MS).toISOString();
    const count = orders.get(at.slice(11, 16)) ?? 0;
    return {
      at,
      orders: count,
      units: 0,
      revenue: `${count * 10}.00`,
      refunded: "0.00",
      ...UNREAD,
    };
  });
}

const UNREAD = { activeUsers: null, unitsAtRisk: null };

const morning = () => new Map([["08:00", 7], ["08:59", 3]]);

Deno.test("history: what the stream tells moves the running minute, and the day comes to the board's totals", async () => {
  const page = openPage(morning);
  assert.ok(await page.isRead());
  assert.deepEqual(page.total(), [12, 12_000]);
  batch(() => {
    page.cells.ordersToday.value = 15;
    page.cells.revenueToday.value = "151.50";
  });

  assert.deepEqual(page.total(), [15, 15_150]);
  assert.equal(page.days.peek()?.today.orders[540], 5, "2 that history did not know, and 3 more");
  assert.equal(page.past.peek()?.orders.at(-1), 8, "with those of the minute before");
  page.pass(MINUTE_MS);
  page.cells.activeUsers.value = 8;
  page.cells.activeUsers.value = 9;
  assert.equal(page.past.peek()?.activeUsers.hour.at(-1), 7, "once a second is often enough");
  page.clock.advance(1_000);
  assert.deepEqual(page.past.peek()?.orders.slice(-3), [3, 5, 5]);
  assert.deepEqual(page.past.peek()?.activeUsers.hour.slice(-3), [null, 7, 9]);
  page.stop();
});

Deno.test("history: after a loss of the connection it is read again, once the numbers are current", async () => {
  const page = openPage(morning);
  assert.ok(await page.isRead());
  page.current.value = false;
  page.pass(20_000);
  assert.equal(page.asked.length, 2);
  page.current.value = true;
  page.pass(10_000);

  assert.equal(page.asked.length, 4, "both days, within ten seconds");
  page.stop();
});

Deno.test("history: it is read again every few minutes, and never after it was stopped", async () => {
  const page = openPage(morning);
  assert.ok(await page.isRead());
  for (let minute = 0; minute < 20; minute++) {
    page.pass(MINUTE_MS);
    await Promise.resolve();
  }
  assert.equal(page.asked.length, 2 + 4 * 2, "every five minutes");
  page.stop();
  page.pass(60 * MINUTE_MS);
  assert.equal(page.asked.length, 10);
});

Deno.test("history: a failure is told and tried again", async () => {
  let fails = true;
  const page = openPage(() => fails ? new Error("503") : morning());
  assert.ok(await poll(() => page.failed.peek()));
  fails = false;
  page.pass(15_000);
  assert.ok(await page.isRead());

  assert.equal(page.failed.peek(), false);
  assert.deepEqual(page.total(), [12, 12_000]);
  page.stop();
});

Deno.test("history: at midnight today becomes yesterday at once, and both are read again", async () => {
  const page = openPage(morning);
  assert.ok(await page.isRead());
  page.lastAt.value = Date.parse(TOMORROW.start) + 1_000;
  batch(() => {
    page.cells.day.value = TOMORROW;
    page.cells.ordersToday.value = 1;
    page.cells.revenueToday.value = "9.00";
  });

  assert.deepEqual(page.total(), [1, 900]);
  assert.equal(page.days.peek()?.yesterday.orders[480], 7);
  page.pass(10_000);
  assert.deepEqual(page.asked.slice(2), [TODAY.start, TOMORROW.start]);
  page.stop();
});

Deno.test("history: an answer that midnight overtakes is asked for again", async () => {
  const page = openPage(morning);
  const began = page.clock.now();
  page.cells.day.value = TOMORROW;
  const isAsked = () => {
    page.pass(1_000);
    return page.asked.length > 2;
  };
  assert.ok(await poll(isAsked));

  assert.ok(page.clock.now() - began <= 10_000, "within ten seconds, not five minutes");
  assert.deepEqual(page.asked.slice(2), [TODAY.start, TOMORROW.start]);
  page.stop();
});
