import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type MinuteGauges, viewHistory } from "../lib/history.ts";
import type { MinuteTotals } from "../lib/ledger_state.ts";
import { viewPast } from "../lib/past.ts";
import {
  emptySeries,
  lastMinute,
  newest,
  note,
  readSeries,
  type Series,
  seriesOf,
  settle,
  totalUntil,
} from "../lib/series.ts";

const DAY = { from: 29_000_000, to: 29_001_440 };

/** Minutes of a day as the log keeps them, each once for a currency. */
const anyMinutes: fc.Arbitrary<MinuteTotals[]> = fc.uniqueArray(
  fc.record({
    minute: fc.integer({ min: DAY.from, max: DAY.to - 1 }),
    currency: fc.constantFrom("USD", "EUR"),
    orders: fc.integer({ min: 0, max: 5_000 }),
    units: fc.constant(0),
    revenue: fc.bigInt({ min: 0n, max: 10n ** 11n }),
    refunded: fc.constant(0n),
  }),
  { selector: ({ minute, currency }) => `${minute} ${currency}`, maxLength: 80 },
);

const anyGauges: fc.Arbitrary<MinuteGauges[]> = fc.uniqueArray(
  fc.record({
    minute: fc.integer({ min: DAY.from, max: DAY.to - 1 }),
    activeUsers: fc.option(fc.integer({ min: 0, max: 100_000 })),
    unitsAtRisk: fc.integer({ min: 0, max: 100_000 }),
  }),
  { selector: ({ minute }) => minute, maxLength: 80 },
);

function series(from: number, orders: number[]) {
  return {
    ...emptySeries(from, from + orders.length),
    orders: Float64Array.from(orders),
    revenue: Float64Array.from(orders, (count) => count * 1_000),
  };
}

Deno.test("series: what the browser reads of history is what the log keeps, to the minute", () => {
  fc.assert(fc.property(anyMinutes, anyGauges, (minutes, gauges) => {
    const points = viewHistory(minutes, gauges, { ...DAY, step: 1 }, "USD");
    assert.deepEqual(readSeries(points), seriesOf(minutes, gauges, DAY, "USD"));
  }));
});

Deno.test("series: whatever the board says and whenever, the series comes to the same", () => {
  const boards = fc.array(fc.record({
    orders: fc.integer({ min: 0, max: 1_000_000 }),
    revenue: fc.integer({ min: 0, max: 1_000_000_000_000 }),
    minute: fc.integer({ min: DAY.from - 5, max: DAY.to + 5 }),
  }));
  fc.assert(fc.property(anyMinutes, boards, (minutes, told) => {
    const today = seriesOf(minutes, [], DAY, "USD");
    for (const { minute, ...board } of told) {
      settle(today, minute, board);
      assert.equal(totalUntil(today, "orders"), board.orders);
      assert.equal(totalUntil(today, "revenue"), board.revenue);
    }
  }));
});

Deno.test("series: what the stream adds goes into the running minute, and into no other", () => {
  const today = series(100, [3, 2, 0, 0]);
  settle(today, 102, { orders: 9, revenue: 9_000 });
  settle(today, 103, { orders: 8, revenue: 8_500 });

  assert.deepEqual([...today.orders], [3, 2, 4, -1]);
  assert.deepEqual([...today.revenue], [3_000, 2_000, 4_000, -500]);
});

Deno.test("series: the last hour goes on across midnight", () => {
  const days: [Series, Series] = [series(100, [1, 2, 3]), series(103, [4, 5, 0])];
  assert.deepEqual(newest(days, "orders", 105, 4), [2, 3, 4, 5]);
  assert.deepEqual(newest(days, "orders", 105, 7), [null, null, 1, 2, 3, 4, 5]);
});

Deno.test("series: the newest minute stands for 60 seconds, and is exact when it ends", () => {
  assert.equal(lastMinute(0, 40, 600_000), 40);
  assert.equal(lastMinute(10, 40, 630_000), 30);
  assert.equal(lastMinute(10, 40, 659_999), 10);
});

Deno.test("past: yesterday counts until the same time of day, also on a day of 25 hours", () => {
  const zone = "Europe/Berlin";
  const minute = (iso: string) => Date.parse(iso) / 60_000;
  const midnight = minute("2026-10-23T22:00:00Z");
  const yesterday = series(midnight, Array(1_440).fill(1));
  const today = emptySeries(midnight + 1_440, midnight + 2_940);
  const at = (iso: string) => viewPast([yesterday, today], Date.parse(iso), zone).yesterday;

  assert.equal(at("2026-10-25T00:30:20Z")?.orders, 150, "02:30 in summer time");
  assert.equal(at("2026-10-25T01:30:20Z")?.orders, 150, "02:30 in winter time");
  assert.equal(at("2026-10-25T09:00:00Z")?.orders, 600, "10:00");
  assert.equal(at("2026-10-25T09:00:00Z")?.revenue, 600_000);
  assert.equal(at("2026-10-25T09:00:00Z")?.perMinute, 1);
});

Deno.test("past: a day on which nothing was counted is no comparison", () => {
  const days: [Series, Series] = [emptySeries(0, 1_440), series(1_440, [5])];
  const { yesterday, orders, revenue, pace } = viewPast(days, 1_440 * 60_000 + 30_000, "UTC");

  assert.equal(yesterday, null);
  assert.deepEqual([orders.length, revenue.length, pace.length], [60, 60, 60]);
  assert.deepEqual([orders.at(-1), revenue.at(-1), pace.at(-1)], [5, 5_000, 1]);
});

Deno.test("past: a gauge has gaps where nobody read it, and is compared with the minutes around this time yesterday", () => {
  const read = (unitsAtRisk: number, activeUsers: number | null = null) => ({
    activeUsers,
    unitsAtRisk,
  });
  const [yesterday, today] = [emptySeries(0, 1_440), emptySeries(1_440, 2_880)];
  note(yesterday, 592, read(100));
  for (const minute of [593, 600, 607]) note(yesterday, minute, read(minute - 593));
  note(yesterday, 608, read(100));
  for (const minute of [2_038, 2_040]) note(today, minute, read(3, 7));
  const past = viewPast([yesterday, today], 2_040 * 60_000, "UTC");

  assert.deepEqual(past.unitsAtRisk.hour.slice(-4), [null, 3, null, 3]);
  assert.equal(past.unitsAtRisk.yesterday, 7);
  assert.deepEqual(past.activeUsers.hour.slice(-1), [7]);
  assert.equal(past.activeUsers.yesterday, null, "not none: nobody counted");
  assert.equal(past.yesterday, null);
});
