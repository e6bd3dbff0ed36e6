import { type Clock, every } from "../../lib/clock.ts";

const MINUTE_MS = 60_000;
/** Where the picture stands, in px, from minute to minute: never far, and never twice in a row. */
const STEPS = [[0, 0], [4, 2], [6, 6], [2, 4], [-2, 6], [-6, 2], [-4, -4], [0, -6], [4, -2]];

/** Moves an element a few pixels each minute, so that what never changes does not burn into the screen. */
export function drift(element: HTMLElement, clock: Clock): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  let minute = 0;
  every(clock, MINUTE_MS, () => {
    const [x, y] = STEPS[++minute % STEPS.length] ?? [];
    element.style.translate = `${x}px ${y}px`;
  });
}
