import assert from "node:assert/strict";
import { isQuiet, usualGap, usualHours } from "../lib/quiet.ts";

const MINUTE = 60_000;

Deno.test("quiet: the usual is what this time of day brought on the last seven days", () => {
  const [yesterday, ...earlier] = usualHours(Date.parse("2026-11-24T04:10:30Z"));
  assert.deepEqual(yesterday, {
    from: Date.parse("2026-11-23T03:40:00Z"),
    to: Date.parse("2026-11-23T04:40:00Z"),
  });
  assert.equal(earlier.length, 6);
});

Deno.test("quiet: days before the shop's first orders are no quiet days", () => {
  assert.equal(usualGap([6, 0, 14, 0, 0, 0, 0]), 9 * MINUTE);
  assert.equal(usualGap([6, 0, 0, 0, 0, 0, 6]), 35 * MINUTE);
  assert.equal(usualGap([0, 0, 0, 0, 0, 0, 0]), null);
});

Deno.test("quiet: five usual gaps are worth a word, a minute at least and ten at most", () => {
  const firstWord = (gap: number | null) => {
    let silence = 0;
    while (!isQuiet(silence, gap)) silence += 1_000;
    return silence / MINUTE;
  };
  assert.deepEqual([1_000, MINUTE, 60 * MINUTE, null].map(firstWord), [1, 5, 10, 10]);
});
