import type { HistoryPoint, MinuteGauges } from "./history.ts";
import type { MinuteTotals } from "./ledger_state.ts";
import type { Minutes } from "./zone.ts";

const MINUTE_MS = 60_000;

/** A number that is counted by the minute. */
export type Measure = "orders" | "revenue";

/** A number that is read off the board once a minute. */
export type Gauge = "activeUsers" | "unitsAtRisk";

/**
 * What the shop did in each minute of a stretch that begins with the minute `from` (since 1970 UTC), at
 * most a day of 25 hours. Revenue is in minor units of the store's currency; a gauge is NaN where it is
 * not known.
 */
export type Series = { from: number } & Record<Measure | Gauge, Float64Array>;

/** What a stretch came to, or a board says that it did. */
export interface Totals {
  orders: number;
  revenue: number;
}

/** A stretch `[from, to)` in which nothing happened. */
export function emptySeries(from: number, to: number): Series {
  const column = () => new Float64Array(Math.max(0, to - from));
  return {
    from,
    orders: column(),
    revenue: column(),
    activeUsers: column().fill(NaN),
    unitsAtRisk: column().fill(NaN),
  };
}

/** Reads the minutes that `GET /api/history` told, in steps of a minute. */
export function readSeries(points: readonly HistoryPoint[]): Series {
  const from = Date.parse(points[0]?.at ?? "1970-01-01T00:00:00Z") / MINUTE_MS;
  const series = emptySeries(from, from + points.length);
  points.forEach(({ orders, revenue, activeUsers, unitsAtRisk }, n) => {
    series.orders[n] = orders;
    series.revenue[n] = minorOf(revenue);
    series.activeUsers[n] = activeUsers ?? NaN;
    series.unitsAtRisk[n] = unitsAtRisk ?? NaN;
  });
  return series;
}

/** Puts minutes together as they are kept; only one currency makes the revenue. */
export function seriesOf(
  minutes: readonly MinuteTotals[],
  gauges: readonly MinuteGauges[],
  { from, to }: Minutes,
  currency: string,
): Series {
  const series = emptySeries(from, to);
  for (const { minute, orders, revenue, currency: its } of minutes) {
    const at = minute - from;
    if (at < 0 || at >= series.orders.length) continue;
    series.orders[at] = (series.orders[at] ?? 0) + orders;
    if (its === currency) series.revenue[at] = (series.revenue[at] ?? 0) + Number(revenue);
  }
  for (const { minute, ...read } of gauges) note(series, minute, read);
  return series;
}

/** Puts what was read off the board into its minute. */
export function note(series: Series, minute: number, read: Record<Gauge, number | null>): void {
  // Outside of its bounds a typed array takes nothing.
  series.activeUsers[minute - series.from] = read.activeUsers ?? NaN;
  series.unitsAtRisk[minute - series.from] = read.unitsAtRisk ?? NaN;
}

/** Minor units of an amount that the server wrote, which has all the decimals of its currency. */
export function minorOf(amount: string): number {
  return Number(amount.replace(".", ""));
}

/**
 * Puts into `minute` what a board counts and the series does not know yet, so that the two always come
 * to the same. What was placed earlier and told late stands a few minutes off until history is read again.
 */
export function settle(series: Series, minute: number, board: Totals): void {
  const last = series.orders.length - 1;
  const at = Math.min(Math.max(0, minute - series.from), last);
  if (last < 0) return;
  for (const measure of ["orders", "revenue"] as const) {
    const column = series[measure];
    column[at] = (column[at] ?? 0) + board[measure] - sum(column);
  }
}

/** What was counted before a minute; of the whole stretch when none is given. */
export function totalUntil(series: Series, measure: Measure, minute = Infinity): number {
  return sum(series[measure].subarray(0, Math.max(0, minute - series.from)));
}

/** A minute's value; null outside of the stretch, and where it has nothing to say. */
export function valueAt(series: Series, column: Measure | Gauge, minute: number): number | null {
  const value = series[column][minute - series.from] ?? NaN;
  return Number.isNaN(value) ? null : value;
}

/** Each of the `length` minutes before `to`, of two days that follow one another; null where unknown. */
export function newest(
  days: readonly [earlier: Series, later: Series],
  column: Measure | Gauge,
  to: number,
  length: number,
): (number | null)[] {
  return Array.from({ length }, (_, n) => {
    const minute = to - length + n;
    return valueAt(days[1], column, minute) ?? valueAt(days[0], column, minute);
  });
}

/**
 * What the last 60 seconds came to, of the running minute and the one before: that one with the share of
 * it that is still among them. A line that fell to zero each minute would say nothing.
 *
 * @param now In ms since 1970 UTC.
 */
export function lastMinute(running: number, before: number, now: number): number {
  const passed = now / 60_000 - Math.floor(now / 60_000);
  return Math.round(running + (1 - passed) * before);
}

function sum(column: Float64Array): number {
  let total = 0;
  for (const value of column) total += value;
  return total;
}
