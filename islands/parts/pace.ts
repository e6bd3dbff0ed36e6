import type { Clock } from "../../lib/clock.ts";
import type { Schedule } from "../../lib/cells.ts";

/** Least time between two changes of a number, in ms: digits that change more often cannot be read. */
export const READABLE_MS = 250;
/** A hidden page gets no animation frames, and its alerts must not wait for one. */
const FRAME_MS = 1_000;

/** Runs repaints on animation frames, `gapMs` or more apart; the first after a quiet time at once. */
export function paced(clock: Clock, gapMs: number): Schedule {
  let lastAt = -Infinity;

  function onFrame(repaint: () => void): void {
    let isDone = false;
    const once = () => {
      if (isDone) return;
      isDone = true;
      lastAt = clock.now();
      repaint();
    };
    requestAnimationFrame(once);
    clock.after(FRAME_MS, once);
  }

  return (repaint) => {
    const wait = lastAt + gapMs - clock.now();
    // A clock that was set back must not hold repaints for as long as it was set back.
    if (wait <= 0 || wait > gapMs) onFrame(repaint);
    else clock.after(wait, () => onFrame(repaint));
  };
}
