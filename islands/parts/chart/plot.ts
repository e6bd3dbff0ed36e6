import uPlot from "uplot";
import type { Lines, Window } from "../../../lib/comparison.ts";

/** What a plot asks of the page around it. */
export interface PlotOptions {
  /** Words for a time (s since 1970 UTC) and a value on the axes. */
  writeTime(at: number): string;
  writeValue(value: number): string;
  /** Where the axis has times, in s since 1970 UTC, about as many as asked for. */
  timesOf(window: Window, most: number): number[];
  /** The point under the cursor; null when it left. */
  onCursor(index: number | null): void;
}

/** A drawn chart of two lines; the only file that knows the library. */
export interface Plot {
  draw(lines: Lines, window: Window): void;
  /** Puts the cursor on a point; null takes it away. */
  point(index: number | null): void;
  /** Draws again in the colours that the page has now. */
  restyle(): void;
  destroy(): void;
}

/** Steps between two lines of the axis, 1, 2, 5, 10 and so on: half an order is none. */
const STEPS = Array.from(
  { length: 45 },
  (_, n) => ((n % 3) ** 2 + 1) * 10 ** Math.floor(n / 3),
);

const TOKENS = ["--blue", "--muted", "--hair", "--card"] as const;
type Colours = Record<typeof TOKENS[number], string>;

/** Makes a plot that fills its box. */
export function createPlot(box: HTMLElement, options: PlotOptions): Plot {
  let colours = coloursOf(box);
  let window: Window = { from: 0, to: 1, step: 1 };
  const look = lookOf(() => colours, () => window, options);
  const plot = new uPlot({ ...sizeOf(box), ...look }, [[], [], []], box);
  const resizing = new ResizeObserver(() => plot.setSize(sizeOf(box)));
  resizing.observe(box);
  return {
    draw(lines, shown) {
      window = shown;
      plot.setData([lines.at, lines.then, lines.now]);
    },
    point: (index) => movePointer(plot, index),
    restyle() {
      colours = coloursOf(box);
      plot.redraw(false);
    },
    destroy() {
      resizing.disconnect();
      plot.destroy();
    },
  };
}

function lookOf(
  colours: () => Colours,
  window: () => Window,
  options: PlotOptions,
): Omit<uPlot.Options, "width" | "height"> {
  const ends = ({ from, to, step }: Window): [number, number] => [from * 60, (to - step) * 60];
  return {
    legend: { show: false },
    padding: [12, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 9 } },
    scales: {
      x: { time: false, range: () => ends(window()) },
      y: { range: (_, __, most) => [0, Math.max(most || 0, 1) * 1.12] },
    },
    axes: axesOf(colours, window, options),
    series: seriesOf(colours),
    hooks: { setCursor: [({ cursor }) => options.onCursor(cursor.idx ?? null)] },
  };
}

function sizeOf(box: HTMLElement): { width: number; height: number } {
  return { width: Math.max(1, box.clientWidth), height: Math.max(1, box.clientHeight) };
}

function seriesOf(colours: () => Colours): uPlot.Series[] {
  const shared = { points: { show: false }, spanGaps: false };
  return [
    {},
    { ...shared, stroke: () => colours()["--muted"], width: 1.5, dash: [6, 4] },
    {
      ...shared,
      stroke: () => colours()["--blue"],
      width: 2,
      points: {
        show: false,
        filter: newest,
        size: 9,
        width: 2,
        stroke: () => colours()["--card"],
        fill: () => colours()["--blue"],
      },
      fill: () => `color-mix(in srgb, ${colours()["--blue"]} 14%, transparent)`,
    },
  ];
}

function axesOf(
  colours: () => Colours,
  window: () => Window,
  { timesOf, writeTime, writeValue }: PlotOptions,
): uPlot.Axis[] {
  const font = "12px system-ui, sans-serif";
  const shared = { font, stroke: () => colours()["--muted"], ticks: { show: false } };
  const grid = { stroke: () => colours()["--hair"], width: 1 };
  return [
    {
      ...shared,
      size: 28,
      grid: { show: false },
      splits: ({ width }) => timesOf(window(), Math.max(2, Math.floor(width / 90))),
      values: (_, times) => times.map(writeTime),
    },
    {
      ...shared,
      grid,
      gap: 8,
      space: 40,
      incrs: STEPS,
      size: (_, values) => 20 + 7 * Math.max(2, ...(values ?? []).map(({ length }) => length)),
      values: (_, values) => values.map(writeValue),
    },
  ];
}

/** The end of today's line, which is marked: the eye finds where now is. */
function newest({ data: [, , values] }: uPlot): number[] {
  const last = values?.findLastIndex((value) => value !== null) ?? -1;
  return last < 0 ? [] : [last];
}

function movePointer(plot: uPlot, index: number | null): void {
  const at = index === null ? undefined : plot.data[0][index];
  const left = at === undefined ? -10 : plot.valToPos(at, "x");
  plot.setCursor({ left, top: left < 0 ? -10 : plot.over.clientHeight / 2 });
}

/** The tokens as colours that a canvas knows: as they stand in the style they may depend on the theme. */
function coloursOf(box: HTMLElement): Colours {
  const probe = document.createElement("span");
  box.append(probe);
  const found = TOKENS.map((token) => {
    probe.style.color = `var(${token})`;
    return [token, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}
