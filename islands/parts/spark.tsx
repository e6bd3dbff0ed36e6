import { type ReadonlySignal, useComputed } from "@preact/signals";

const WIDTH = 590;
const HEIGHT = 100;

/** A small line with the area below it; the newest value is the last, null is a gap. */
export function Spark({ of }: { of: ReadonlySignal<readonly (number | null)[]> }) {
  const paths = useComputed(() => sparkPaths(of.value));
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      <path class="area" d={useComputed(() => paths.value.area)} />
      <path class="line" d={useComputed(() => paths.value.line)} />
    </svg>
  );
}

/** The paths of a spark: zero is at the bottom, the highest value at the top; empty for no values. */
export function sparkPaths(values: readonly (number | null)[]): { line: string; area: string } {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const gap = WIDTH / Math.max(1, values.length - 1);
  const paths = { line: "", area: "" };
  for (const { from, run } of runsOf(values)) {
    const points = run.map((value, n) => {
      const height = Math.max(0, value) / most * (HEIGHT - 8);
      return `${Math.round((from + n) * gap)} ${Math.round(HEIGHT - 4 - height)}`;
    });
    const [left, right] = [from, from + run.length - 1].map((n) => Math.round(n * gap));
    paths.line += `M${points.join("L")}`;
    paths.area += `M${left} ${HEIGHT}L${points.join("L")}L${right} ${HEIGHT}Z`;
  }
  return paths;
}

/** Values that follow one another without a gap. */
function runsOf(values: readonly (number | null)[]): { from: number; run: number[] }[] {
  const runs: { from: number; run: number[] }[] = [];
  values.forEach((value, n) => {
    if (value === null) return;
    const last = runs.at(-1);
    if (last && last.from + last.run.length === n) last.run.push(value);
    else runs.push({ from: n, run: [value] });
  });
  return runs;
}
