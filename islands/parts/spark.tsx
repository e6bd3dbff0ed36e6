import { type ReadonlySignal, useComputed } from "@preact/signals";

const WIDTH = 590;
const HEIGHT = 100;
/** The area is closed outside of the picture, so that one path shows only its upper edge. */
const OUTSIDE = 20;

/** A small line with the area below it; the newest value is the last. */
export function Spark({ of }: { of: ReadonlySignal<readonly number[]> }) {
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      <path d={useComputed(() => sparkPath(of.value))} />
    </svg>
  );
}

/** The path of a spark: zero is at the bottom, the highest value at the top; empty for no values. */
export function sparkPath(values: readonly number[]): string {
  if (values.length === 0) return "";
  const most = Math.max(1, ...values);
  const gap = WIDTH / Math.max(1, values.length - 1);
  const points = values.map((value, n) => {
    const height = Math.max(0, value) / most * (HEIGHT - 8);
    return `L${Math.round(n * gap)} ${Math.round(HEIGHT - 4 - height)}`;
  });
  const below = HEIGHT + OUTSIDE;
  return `M${-OUTSIDE} ${below}${points.join("")}H${WIDTH + OUTSIDE}V${below}`;
}
