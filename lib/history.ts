import { FlashboardError } from "./error.ts";
import type { MinuteTotals } from "./ledger_state.ts";
import { formatMoney } from "./money.ts";

const MINUTE_MS = 60_000;

/** Most points of one answer: a day by the minute. */
const MOST_POINTS = 1_500;

/** Which stretch of the shop's history, in minutes since 1970 UTC: `[from, to)` in steps. */
export interface Stretch {
  from: number;
  to: number;
  step: number;
}

/** What stood on the board as a minute (since 1970 UTC) began; null where it was not known. */
export interface MinuteGauges {
  minute: number;
  activeUsers: number | null;
  unitsAtRisk: number;
}

/** What the shop did in one step; money in the store's currency. */
export interface HistoryPoint {
  /** When the step began (ISO, UTC). */
  at: string;
  orders: number;
  units: number;
  revenue: string;
  refunded: string;
  /** Means of the step's minutes, in whole numbers; null when none of them is known. */
  activeUsers: number | null;
  unitsAtRisk: number | null;
}

/**
 * Reads which stretch is asked for.
 *
 * @param asked `from` and `to` are RFC 3339 instants, by default `fallback`; `step` is in seconds, whole
 * minutes from 60 to 86400, 60 by default.
 * @throws FlashboardError `invalid` when one cannot be, or the stretch has over 1,500 steps.
 */
export function readStretch(
  asked: { from?: string | undefined; to?: string | undefined; step?: string | undefined },
  fallback: { from: number; to: number },
): Stretch {
  const from = Math.floor((instant("from", asked.from) ?? fallback.from) / MINUTE_MS);
  const to = Math.ceil((instant("to", asked.to) ?? fallback.to) / MINUTE_MS);
  const seconds = Number(asked.step ?? "60");
  if (!Number.isInteger(seconds / 60) || seconds < 60 || seconds > 86_400) {
    throw wrong("step", "must be 60 to 86400 seconds, in whole minutes", asked.step);
  }
  const step = seconds / 60;
  if (to <= from) throw wrong("to", "must be later than from", asked.to);
  if ((to - from) / step > MOST_POINTS) {
    throw wrong("step", `makes more than ${MOST_POINTS} points: ask for longer steps`, asked.step);
  }
  return { from, to, step };
}

/** Adds minutes up into steps; one without any order is there too, with zeros, and gauges are means. */
export function viewHistory(
  minutes: readonly MinuteTotals[],
  gauges: readonly MinuteGauges[],
  { from, to, step }: Stretch,
  currency: string,
): HistoryPoint[] {
  const steps = Array.from({ length: Math.ceil((to - from) / step) }, (_, n) => {
    return { minute: from + n * step, orders: 0, units: 0, revenue: 0n, refunded: 0n };
  });
  for (const totals of minutes) {
    const sum = steps[Math.floor((totals.minute - from) / step)];
    if (!sum) continue;
    sum.orders += totals.orders;
    sum.units += totals.units;
    if (totals.currency !== currency) continue;
    sum.revenue += totals.revenue;
    sum.refunded += totals.refunded;
  }
  const read = Map.groupBy(gauges, ({ minute }) => Math.floor((minute - from) / step));
  return steps.map(({ minute, orders, units, revenue, refunded }, n) => ({
    at: new Date(minute * MINUTE_MS).toISOString(),
    orders,
    units,
    revenue: formatMoney(revenue, currency),
    refunded: formatMoney(refunded, currency),
    activeUsers: meanOf(read.get(n), "activeUsers"),
    unitsAtRisk: meanOf(read.get(n), "unitsAtRisk"),
  }));
}

function meanOf(
  gauges: readonly MinuteGauges[] = [],
  name: "activeUsers" | "unitsAtRisk",
): number | null {
  const values = gauges.map((one) => one[name]).filter((value) => value !== null);
  if (values.length === 0) return null;
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function instant(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) {
    throw wrong(name, "must be an instant like 2026-11-24T09:00:00Z", text);
  }
  return ms;
}

function wrong(name: string, what: string, value: string | undefined): FlashboardError {
  const seen = value === undefined
    ? ""
    : `: current value is ${JSON.stringify(value.slice(0, 40))}`;
  return new FlashboardError("invalid", `${name} ${what}${seen}`);
}
