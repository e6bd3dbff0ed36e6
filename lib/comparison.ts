import { emptySeries, lastMinute, type Measure, type Series, valueAt } from "./series.ts";
import type { Minutes, SameTime } from "./zone.ts";

/** What of a day a chart shows: the minutes `[from, to)` since 1970 UTC, `step` of them a point. */
export interface Window {
  from: number;
  to: number;
  step: number;
}

/** Two lines over one time. Values are by the minute; null where there is none. */
export interface Lines {
  /** Seconds since 1970 UTC, ascending. */
  at: number[];
  now: (number | null)[];
  then: (number | null)[];
}

/** Reads a minute; null where there is none. */
export type Reader = (minute: number) => number | null;

/** A minute beside the one it is compared with, as a table lists them. */
export interface Row {
  minute: number;
  now: number;
  then: number | null;
}

/**
 * The window around an instant (ms since 1970 UTC), with a sixth ahead, where the other line goes on. It
 * moves by whole steps, or each minute would draw other means.
 */
export function windowAround(now: number, hours: number, step: number): Window {
  const minutes = hours * 60;
  const to = Math.floor(now / 60_000 / step + 1) * step + minutes / 6;
  return { from: to - minutes, to, step };
}

/**
 * Draws today until `now` (ms since 1970 UTC) and the other stretch beside it. The running minute
 * stands for the last 60 seconds.
 */
export function linesOf(
  today: Reader,
  then: Reader,
  { from, to, step }: Window,
  now: number,
): Lines {
  const running = Math.floor(now / 60_000);
  const current = (minute: number) => {
    if (minute > running) return null;
    const value = today(minute);
    return minute < running ? value : lastMinute(value ?? 0, today(minute - 1) ?? 0, now);
  };
  const lines: Lines = { at: [], now: [], then: [] };
  for (let minute = from; minute < to; minute += step) {
    lines.at.push(minute * 60);
    lines.now.push(mean(current, minute, step));
    lines.then.push(mean(then, minute, step));
  }
  return lines;
}

function mean(value: Reader, from: number, step: number): number | null {
  const values = Array.from({ length: step }, (_, n) => value(from + n)).filter((one) =>
    one !== null
  );
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** Reads one minute of the first series that has it. */
export function reader(series: readonly Series[], measure: Measure): Reader {
  return (minute) => {
    for (const one of series) {
      const value = valueAt(one, measure, minute);
      if (value !== null) return value;
    }
    return null;
  };
}

/** Lays another stretch onto today's minutes, each beside the one whose time it has; NaN where it has none. */
export function alignTo(today: Minutes, other: Series, sameTime: SameTime): Series {
  const aligned = emptySeries(today.from, today.to);
  for (let minute = today.from; minute < today.to; minute++) {
    const then = sameTime(minute);
    aligned.orders[minute - today.from] = valueAt(other, "orders", then) ?? NaN;
    aligned.revenue[minute - today.from] = valueAt(other, "revenue", then) ?? NaN;
  }
  return aligned;
}

/** The minutes of a window until `running`, newest first. */
export function rowsOf(
  today: Reader,
  then: Reader,
  { from, to }: Window,
  running: number,
): Row[] {
  const rows: Row[] = [];
  for (let minute = Math.min(running, to - 1); minute >= from; minute--) {
    const now = today(minute);
    if (now !== null) rows.push({ minute, now, then: then(minute) });
  }
  return rows;
}

/** What a line says in short; null when it has no value. */
export interface Gist {
  last: number;
  least: { value: number; at: number };
  most: { value: number; at: number };
  trend: "rising" | "falling" | "steady";
}

/** Points that make a trend: as many before them are compared with. */
const TREND_POINTS = 3;
/** Less of a difference is chance. */
const TREND_SHARE = 0.2;

/** Least, most, last and trend of today's line; the trend without its last point, which is still running. */
export function gistOf({ at, now }: Lines): Gist | null {
  const points = now.flatMap((value, n) => value === null ? [] : [{ value, at: at[n] ?? 0 }]);
  const last = points.at(-1);
  if (!last) return null;
  const least = points.reduce((a, b) => b.value < a.value ? b : a);
  const most = points.reduce((a, b) => b.value > a.value ? b : a);
  const whole = points.slice(0, -1).map(({ value }) => value);
  return { last: last.value, least, most, trend: trendOf(whole) };
}

function trendOf(values: readonly number[]): Gist["trend"] {
  const sum = (some: readonly number[]) => some.reduce((total, value) => total + value, 0);
  const late = sum(values.slice(-TREND_POINTS));
  const early = sum(values.slice(-2 * TREND_POINTS, -TREND_POINTS));
  if (
    values.length < 2 * TREND_POINTS ||
    Math.abs(late - early) <= TREND_SHARE * Math.max(late, early)
  ) {
    return "steady";
  }
  return late > early ? "rising" : "falling";
}
