import assert from "node:assert/strict";
import { createFresh } from "../islands/parts/fresh.ts";
import { paced, READABLE_MS } from "../islands/parts/pace.ts";
import { FakeClock } from "./fake_clock.ts";

const FRAME_MS = 16;

/** A page that repaints when something changed, as `lib/cells.ts` does, and when each change was seen. */
function openPage(gapMs?: number) {
  const clock = new FakeClock();
  const onFrame = (run: () => void) => clock.after(FRAME_MS, run);
  Object.assign(globalThis, { requestAnimationFrame: onFrame });
  const schedule = paced(clock, gapMs);
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

Deno.test("pace: orders are each there with the next frame, also in a rush", () => {
  const { clock, change, waits } = openPage();
  for (let order = 0; order < 1_000; order++) {
    change();
    clock.advance(50);
  }
  assert.deepEqual(new Set(waits), new Set([FRAME_MS]));
});

Deno.test("pace: in a rush numbers change four times a second, and none waits longer", () => {
  const { clock, change, waits, repaints } = openPage(READABLE_MS);
  for (let ms = 0; ms < 10_000; ms += 5) {
    change();
    clock.advance(5);
  }
  assert.ok(repaints.length <= 10_000 / READABLE_MS + 1, `${repaints.length} repaints`);
  const longestMs = READABLE_MS + FRAME_MS + 5;
  assert.ok(repaints.length >= 10_000 / longestMs, `${repaints.length} repaints`);
  assert.ok(Math.max(...waits) <= longestMs, `waited ${Math.max(...waits)} ms`);
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
