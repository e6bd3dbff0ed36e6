import type { Lines } from "../../../lib/comparison.ts";

const PAGE = 10;

/**
 * Where a key moves the cursor: an index of the lines, null to take it away, undefined when the key means
 * nothing. Without a cursor the arrows begin at the newest point of today.
 */
export function stepOf(
  key: string,
  index: number | null,
  { at, now }: Lines,
): number | null | undefined {
  const newest = Math.max(0, now.findLastIndex((value) => value !== null));
  const last = at.length - 1;
  const by = (points: number) => {
    return index === null ? newest : Math.min(last, Math.max(0, index + points));
  };
  switch (key) {
    case "ArrowLeft":
      return by(-1);
    case "ArrowRight":
      return by(1);
    case "PageUp":
      return by(-PAGE);
    case "PageDown":
      return by(PAGE);
    case "Home":
      return 0;
    case "End":
      return newest;
    case "Escape":
      return null;
  }
}
