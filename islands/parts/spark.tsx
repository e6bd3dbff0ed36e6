import { type ReadonlySignal, useComputed } from "@preact/signals";

const WIDTH = 590;
const HEIGHT = 100;
/** What stands outside of the picture is cut off, so that one path has an area and only its upper edge. */
const OUTSIDE = 20;

/** A small line with the area below it; the newest value is the last. */
export function Spark({ of }: { of: ReadonlySignal<readonly number[]> }) {
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      <path d={useComputed(() => sparkPath(of.value))} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

/** The path of a spark: zero is at the bottom, the highest value at the top. */
export function sparkPath(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  const gap = WIDTH / Math.max(1, values.length - 1);
  const points = values.map((value, n) => {
    const height = Math.max(0, value) / most * (HEIGHT - 8);
    return `${Math.round(n * gap)} ${Math.round(HEIGHT - 4 - height)}`;
  });
  const [below, left, right] = [HEIGHT + OUTSIDE, -OUTSIDE, WIDTH + OUTSIDE];
  return `M${left} ${below}V${points[0]?.split(" ")[1] ?? below}L${
    points.join(" ")
  }H${right}V${below}`;
}
