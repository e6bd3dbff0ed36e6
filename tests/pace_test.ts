import assert from "node:assert/strict";
import { createFresh } from "../islands/parts/fresh.ts";
import { paced, READABLE_MS, RUSH_MS, SAVED } from "../islands/parts/pace.ts";
import { FakeClock } from "./fake_clock.ts";

const FRAME_MS = 16;

/** A page that repaints when something changed, as `lib/cells.ts` does, and when each change was seen. */
function openPage(gapMs: number, saved?: number) {
  const clock = new FakeClock();
  const onFrame = (run: () => void) => clock.after(FRAME_MS, run);
  Object.assign(globalThis, { requestAnimationFrame: onFrame });
  const schedule = paced(clock, gapMs, saved);
  const waits: number[] = [];
  const repaints: number[] = [];
  let waiting: number[] = [];
  function change() {
    waiting.push(clock.now());
    if (waiting.length > 1) return;
    schedule(() => {
      repaints.push(clock.now());
      waits.push(...waiting.map((at) => clock.now() - at));
      waiting = [];
    });
  }
  return { clock, change, waits, repaints };
}

Deno.test("pace: orders that come now and then are each there with the next frame", () => {
  const { clock, change, waits } = openPage(RUSH_MS, SAVED);
  for (const gap of [0, 20, 20, 20, 500, 30, 90, 120, 700]) {
    clock.advance(gap);
    change();
  }
  clock.advance(1_000);
  assert.deepEqual(waits, Array(9).fill(FRAME_MS));
});

Deno.test("pace: in a rush lists change ten times a second and numbers four, and nothing waits longer", () => {
  for (const [gapMs, saved] of [[RUSH_MS, SAVED], [READABLE_MS, 0]] as const) {
    const { clock, change, waits, repaints } = openPage(gapMs, saved);
    for (let ms = 0; ms < 10_000; ms += 5) {
      change();
      clock.advance(5);
    }
    assert.ok(repaints.length <= 10_000 / gapMs + saved + 1, `${repaints.length} repaints`);
    assert.ok(repaints.length >= 10_000 / (gapMs + FRAME_MS + 5), `${repaints.length} repaints`);
    assert.ok(Math.max(...waits) <= gapMs + FRAME_MS + 5, `waited ${Math.max(...waits)} ms`);
  }
});

Deno.test("pace: a clock that is set back holds nothing up", () => {
  const { clock, change, waits } = openPage(READABLE_MS);
  change();
  clock.advance(FRAME_MS);
  clock.step(-3_600_000);
  change();
  clock.advance(FRAME_MS);
  assert.equal(waits.length, 2);
});

Deno.test("fresh: new rows draw the eye, and none of a rush does", () => {
  const clock = new FakeClock();
  const fresh = createFresh(clock);
  const draws = (afterMs: number, ...ids: string[]) => {
    clock.advance(afterMs);
    return [...fresh(ids)];
  };
  assert.deepEqual(draws(0, "b", "a"), [], "they were there when the page was opened");
  assert.deepEqual(draws(0, "d", "c", "b", "a"), ["d", "c"]);
  assert.deepEqual(draws(300, "e", "d", "c"), [], "so soon after the last");
  assert.deepEqual(draws(300, "f", "e"), []);
  assert.deepEqual(draws(0, "f", "e"), [], "nothing new");
  assert.deepEqual(draws(400, "g", "f"), ["g"]);
});
