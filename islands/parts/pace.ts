import { createBucket } from "../../lib/bucket.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Schedule } from "../../lib/cells.ts";

/** Least time between two changes of a number, in ms: digits that change more often cannot be read. */
export const READABLE_MS = 250;
/** A hidden page gets no animation frames, and its alerts must not wait for one. */
const FRAME_MS = 1_000;

/**
 * Runs repaints on animation frames, `gapMs` or more apart. Without a gap whatever comes is there with
 * the next frame.
 */
export function paced(clock: Clock, gapMs = 0): Schedule {
  const bucket = createBucket(gapMs, 0);

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
