import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import {
  type Gist,
  gistOf,
  type Lines,
  linesOf,
  reader,
  type Row,
  rowsOf,
  type Window,
  windowAround,
} from "../../../lib/comparison.ts";
import type { History } from "../../../lib/history_store.ts";
import { type Measure, totalUntil } from "../../../lib/series.ts";
import { useDesk } from "../context.ts";
import { type Choice, type Compared, useCompared } from "./compare.ts";

/** Hours that the chart may show; 24 stand for the shop's day. */
export const RANGES = [1, 6, 24] as const;
export type Range = typeof RANGES[number];

/** Minutes that a point is the mean of: hundreds of single ones would be a thicket. */
const STEPS: Record<Range, number> = { 1: 1, 6: 3, 24: 10 };

/** What the chart shows now. */
export interface View {
  window: Window;
  lines: Lines;
  gist: Gist | null;
  /** Whether nothing was ordered today. */
  isEmpty: boolean;
}

/** What the reader chose, and what follows from it. */
export interface Model {
  measure: Signal<Measure>;
  range: Signal<Range>;
  choice: Signal<Choice>;
  compared: Compared;
  /** Null until history was read. */
  view: ReadonlySignal<View | null>;
  /** The minutes of the window, newest first. */
  rows(): Row[];
}

export function useModel(history: History): Model {
  const { live } = useDesk();
  const measure = useSignal<Measure>("orders");
  const range = useSignal<Range>(1);
  const choice = useSignal<Choice>({ kind: "yesterday" });
  const compared = useCompared(history, choice);
  const second = useComputed(() => Math.floor(live.lastAt.value / 1_000) * 1_000);

  const window = useComputed(() => {
    const today = history.days.value?.today;
    const step = STEPS[range.value];
    if (range.value !== 24 || !today) return windowAround(second.value, range.value, step);
    return { from: today.from, to: today.from + today.orders.length, step };
  });
  const readers = useComputed(() => {
    const { today, yesterday } = history.days.value ?? {};
    const { value: aligned } = compared.aligned;
    if (!today || !yesterday) return null;
    return {
      today: reader([today, yesterday], measure.value),
      then: reader(aligned ? [aligned] : [], measure.value),
      isEmpty: totalUntil(today, "orders") === 0,
    };
  });
  const view = useComputed<View | null>(() => {
    if (!readers.value) return null;
    const { today, then, isEmpty } = readers.value;
    const lines = linesOf(today, then, window.value, second.value);
    return { window: window.value, lines, gist: gistOf(lines), isEmpty };
  });

  function rows(): Row[] {
    if (!readers.value) return [];
    const running = Math.floor(second.value / 60_000);
    return rowsOf(readers.value.today, readers.value.then, window.value, running);
  }

  return { measure, range, choice, compared, view, rows };
}
