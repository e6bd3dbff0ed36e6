import { useEffect, useRef } from "preact/hooks";
import { effect, type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { useDesk } from "../context.ts";
import { stepOf } from "./keys.ts";
import type { View } from "./model.ts";
import { createPlot, type Plot } from "./plot.ts";
import { pointOf, type Words } from "./words.ts";

/** A value is told to screen readers once the cursor rests. */
const ANNOUNCE_MS = 400;

interface DrawingProps {
  view: ReadonlySignal<View | null>;
  words: Words;
  /** What the other line is. */
  other: string;
  label: string;
}

/** The drawn lines, with a cursor that pointer and keys move. */
export function Drawing({ view, words, other, label }: DrawingProps) {
  const index = useSignal<number | null>(null);
  const { box, plot } = usePlot(view, words, index);
  const lines = view.value?.lines;
  const point = index.value === null || !lines ? "" : pointOf(lines, index.value, words, other);
  const told = useRested(point, index.value);

  function onKeyDown(event: KeyboardEvent) {
    if (!lines || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stepOf(event.key, index.value, lines);
    if (next === undefined) return;
    event.preventDefault();
    plot.current?.point(next);
  }

  return (
    <div class="drawing">
      <div
        class="plot"
        ref={box}
        role="application"
        aria-roledescription="chart"
        aria-label={label}
        aria-describedby="chart-summary chart-keys"
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => plot.current?.point(null)}
      />
      <p class="readout" aria-hidden="true">{point}</p>
      <p class="spoken" id="chart-keys">
        Arrow keys move along the line, Page Up and Page Down by ten, Home and End to its ends.
      </p>
      <p class="spoken" role="status">{told}</p>
    </div>
  );
}

/** A plot in its box, which tells `index` where the cursor is. */
function usePlot(
  view: ReadonlySignal<View | null>,
  words: Words,
  index: Signal<number | null>,
) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const latest = useRef(words);
  latest.current = words;

  useEffect(() => {
    if (!box.current) return;
    const made = createPlot(box.current, {
      writeTime: (at) => latest.current.time(at),
      writeValue: (value) => latest.current.axis(value),
      timesOf: (window, most) => latest.current.timesOf(window, most),
      onCursor: (at) => index.value = at,
    });
    plot.current = made;
    const ends = [drawWhenSeen(box.current, made, view), restyleWithPage(made)];
    return () => {
      ends.forEach((end) => end());
      plot.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => plot.current?.restyle(), [words.title]);
  return { box, plot };
}

/** What is said of the point where the cursor rests. */
function useRested(point: string, index: number | null): Signal<string> {
  const { clock } = useDesk();
  const told = useSignal("");
  const latest = useRef(point);
  latest.current = point;
  // Only a move of the cursor: the running minute changes several times a second.
  useEffect(() => clock.after(ANNOUNCE_MS, () => told.value = latest.current), [index]);
  return told;
}

/** Draws on animation frames, and only while the plot can be seen. */
function drawWhenSeen(
  box: HTMLElement,
  plot: Plot,
  view: ReadonlySignal<View | null>,
): () => void {
  let isSeen = false;
  let frame = 0;
  const draw = () => {
    frame = 0;
    const shown = view.peek();
    if (isSeen && shown) plot.draw(shown.lines, shown.window);
  };
  // A hidden page gets no frames: the one that was asked for comes when it is looked at again.
  const ask = () => frame ||= requestAnimationFrame(draw);
  const observer = new IntersectionObserver((entries) => {
    isSeen = entries.at(-1)?.isIntersecting ?? false;
    if (isSeen) ask();
  });
  observer.observe(box);
  const end = effect(() => {
    void view.value;
    ask();
  });
  return () => {
    end();
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}

/** Colours follow the theme, the system's choice and the state of the connection. */
function restyleWithPage(plot: Plot): () => void {
  const restyle = () => plot.restyle();
  const stop = new AbortController();
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", restyle, { signal: stop.signal });
  }
  const observer = new MutationObserver(restyle);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const board = document.querySelector("[data-connection]");
  if (board) observer.observe(board, { attributeFilter: ["data-connection"] });
  return () => {
    stop.abort();
    observer.disconnect();
  };
}
