import { createBucket } from "../../lib/bucket.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Schedule } from "../../lib/cells.ts";

/** Least time between two changes of a number, in ms: digits that change more often cannot be read. */
export const READABLE_MS = 250;
/** The same of lists in a rush: ten changes a second are the most that a reader can tell apart. */
export const RUSH_MS = 100;
/** Changes that a quiet time saves up: orders which come now and then wait for nothing. */
export const SAVED = 4;
/** A hidden page gets no animation frames, and its alerts must not wait for one. */
const FRAME_MS = 1_000;

/**
 * Runs repaints on animation frames: the first after a quiet time at once, and after it as many more as
 * are `saved`; in a rush one every `gapMs`.
 */
export function paced(clock: Clock, gapMs: number, saved = 0): Schedule {
  const bucket = createBucket(gapMs, saved);

  function onFrame(repaint: () => void): void {
    let isDone = false;
    const once = () => {
      if (isDone) return;
      isDone = true;
      bucket.spend(clock.now());
      repaint();
    };
    requestAnimationFrame(once);
    clock.after(FRAME_MS, once);
  }

  return (repaint) => {
    const wait = bucket.waitMs(clock.now());
    if (wait <= 0) onFrame(repaint);
    else clock.after(wait, () => onFrame(repaint));
  };
}
