import type { Clock } from "../../lib/clock.ts";

/** Least time between two repaints, in ms: digits that change more often cannot be read. */
const GAP_MS = 250;
/** A hidden page gets no animation frames, and its alerts must not wait for one. */
const FRAME_MS = 1_000;

/** Runs repaints on animation frames, at most four a second; the first after a quiet time at once. */
export function paced(clock: Clock): (repaint: () => void) => void {
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
    const wait = lastAt + GAP_MS - clock.now();
    // A clock that was set back must not hold repaints for as long as it was set back.
    if (wait <= 0 || wait > GAP_MS) onFrame(repaint);
    else clock.after(wait, () => onFrame(repaint));
  };
}
