import assert from "node:assert/strict";
import { alignTo, gistOf, linesOf, reader, rowsOf, windowAround } from "../lib/comparison.ts";
import { emptySeries, type Series } from "../lib/series.ts";
import { standingOf } from "../islands/parts/change.ts";
import { stepOf } from "../islands/parts/chart/keys.ts";
import { sparkPaths } from "../islands/parts/spark.tsx";

function series(from: number, orders: number[]): Series {
  return { ...emptySeries(from, from + orders.length), orders: Float64Array.from(orders) };
}

const nothing = () => null;
const at = (minute: number, second = 0) => (minute * 60 + second) * 1_000;

Deno.test("comparison: another day lies beside today by its time, with gaps where it has no minute", () => {
  const aligned = alignTo({ from: 200, to: 204 }, series(100, [1, 2]), (minute) => minute - 99);
  assert.deepEqual([...aligned.orders], [2, NaN, NaN, NaN]);
  const then = reader([aligned], "orders");
  assert.deepEqual([199, 200, 201].map(then), [null, 2, null]);
});

Deno.test("comparison: today ends with now, the other line goes on", () => {
  const today = reader([series(100, [4, 6, 0, 0])], "orders");
  const then = reader([series(100, [1, 2, 3, 4])], "orders");
  const lines = linesOf(today, then, { from: 100, to: 104, step: 1 }, at(102, 30));

  assert.deepEqual(lines.at, [6_000, 6_060, 6_120, 6_180]);
  assert.deepEqual(lines.now, [4, 6, 3, null], "half of the minute before is in the last 60 s");
  assert.deepEqual(lines.then, [1, 2, 3, 4]);
});

Deno.test("comparison: a longer step is the mean by the minute of what is known", () => {
  const today = reader([series(100, [4, 6, 8])], "orders");
  const { now } = linesOf(today, nothing, { from: 98, to: 106, step: 4 }, at(102, 59.999));
  assert.deepEqual(now, [5, 8]);
});

Deno.test("comparison: a window has a sixth ahead of now", () => {
  assert.deepEqual(windowAround(at(1_000, 30), 1, 1), { from: 951, to: 1_011, step: 1 });
  for (const minute of [1_002, 1_003, 1_004]) {
    assert.deepEqual(windowAround(at(minute), 6, 3), { from: 705, to: 1_065, step: 3 });
  }
});

Deno.test("comparison: rows are the counted minutes, newest first, and none of the future", () => {
  const today = reader([series(100, [4, 6, 0, 0])], "orders");
  const rows = rowsOf(today, nothing, { from: 98, to: 104, step: 1 }, 101);
  assert.deepEqual(rows, [{ minute: 101, now: 6, then: null }, {
    minute: 100,
    now: 4,
    then: null,
  }]);
});

Deno.test("comparison: the gist of a line is its ends and where its whole steps go", () => {
  const now = [5, 5, 5, 5, 5, 5, 5, 9, 9, 9, 8, null];
  const lines = { at: now.map((_, n) => n * 60), now, then: [] };

  assert.deepEqual(gistOf(lines), {
    last: 8,
    least: { value: 5, at: 0 },
    most: { value: 9, at: 420 },
    trend: "rising",
  });
  assert.equal(gistOf({ ...lines, now: [5, 5, 9, 9, 9, 5, 5, 5, 40] })?.trend, "falling");
  assert.equal(gistOf({ ...lines, now: [5, 5, 5, 5, 5, 6, 40] })?.trend, "steady");
  assert.equal(gistOf({ ...lines, now: now.map(() => 3) })?.trend, "steady");
  assert.equal(gistOf({ at: [], now: [], then: [] }), null);
});

Deno.test("change: a number stands against yesterday with sign and word", () => {
  const said = (now: number, before: number | null) => {
    const { way, percent, words } = standingOf(now, before);
    return [way, percent, words].filter(Boolean).join(" ");
  };
  assert.equal(said(112, 100), "up +12% up on yesterday");
  assert.equal(said(96, 100), "down −4.0% down on yesterday");
  assert.equal(said(100, 100), "level level with yesterday");
  assert.equal(said(90_000, 1), "up +999% up on yesterday");
  assert.equal(said(5, 0), "up up from none yesterday");
  assert.equal(said(0, 0), "level level with yesterday");
  assert.equal(said(5, null), "none no comparison yet");
});

Deno.test("spark: an hour is one path, from the bottom for zero to the top for the most", () => {
  const { line } = sparkPaths(Array.from({ length: 60 }, (_, n) => n));
  assert.equal(line.match(/M/g)?.length, 1);
  assert.equal(line.match(/L/g)?.length, 59);
  assert.match(line, /^M0 96L/);
  assert.match(line, /L590 4$/);
  const flat = { line: "M0 96L590 96", area: "M0 100L0 96L590 96L590 100Z" };
  assert.deepEqual(sparkPaths([0, 0]), flat);
  assert.deepEqual(sparkPaths([]), { line: "", area: "" });
});

Deno.test("spark: what is not known is a gap, and never zero", () => {
  const { line, area } = sparkPaths([null, 5, 10, null, null, 10]);
  assert.equal(line, "M118 50L236 4M590 4");
  assert.equal(area, "M118 100L118 50L236 4L236 100ZM590 100L590 4L590 100Z");
  assert.deepEqual(sparkPaths([null, null]), sparkPaths([]));
});

Deno.test("keys: the cursor begins at the newest point, and stays on the line", () => {
  const lines = { at: Array(40).fill(0), now: Array(30).fill(1), then: [] };
  const steps = (index: number | null, ...keys: string[]) =>
    keys.map((key) => stepOf(key, index, lines));

  assert.deepEqual(steps(null, "ArrowLeft", "ArrowRight", "PageUp"), [29, 29, 29]);
  assert.deepEqual(steps(29, "ArrowLeft", "ArrowRight", "PageUp", "PageDown"), [28, 30, 19, 39]);
  assert.deepEqual(steps(5, "Home", "End", "PageUp", "Escape", "x"), [0, 29, 0, null, undefined]);
});
