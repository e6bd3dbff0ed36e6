import { type Gauge, lastMinute, type Measure, newest, type Series, totalUntil } from "./series.ts";
import { addDays, dateAt, sameTimeOn } from "./zone.ts";

/** Points of a spark: the minutes of an hour. */
const SPARK_MINUTES = 60;
/** The pace is a mean over so many minutes. */
const PACE_MINUTES = 5;
/** Yesterday's pace is a mean over more: a single minute says little. */
const STEADY_MINUTES = 15;

/** What the tiles say of the time before now; the page carries it for its first paint. */
export interface Past {
  /** The running minute, since 1970 UTC: the last of the lists. */
  minute: number;
  /** Of each minute of the last hour, the running one for the last 60 s; revenue in minor units. */
  orders: number[];
  revenue: number[];
  /** Orders a minute, as a mean over the five minutes up to each one. */
  pace: number[];
  /** Yesterday until this time of day; null when nothing was counted on all of that day. */
  yesterday: Yesterday | null;
  activeUsers: PastGauge;
  unitsAtRisk: PastGauge;
}

/** What a gauge stood at as each minute of the last hour began, and around this time yesterday. */
export interface PastGauge {
  hour: (number | null)[];
  yesterday: number | null;
}

export interface Yesterday {
  orders: number;
  revenue: number;
  /** Orders a minute around this time of day. */
  perMinute: number;
}

/** What the tiles say at an instant (ms since 1970 UTC) of two days that follow one another. */
export function viewPast(
  days: readonly [yesterday: Series, today: Series],
  now: number,
  timeZone: string,
): Past {
  const minute = Math.floor(now / 60_000);
  const hour = (measure: Measure, length: number) => {
    const values = newest(days, measure, minute + 1, length).map((value) => value ?? 0);
    const [before = 0, running = 0] = values.slice(-2);
    return [...values.slice(0, -1), lastMinute(running, before, now)];
  };
  const orders = hour("orders", SPARK_MINUTES + PACE_MINUTES - 1);
  const sameTime = sameTimeOn(addDays(dateAt(now, timeZone), -1), timeZone)(minute);
  const gauge = (name: Gauge) => viewGauge(days, name, minute, sameTime);
  return {
    minute,
    orders: orders.slice(-SPARK_MINUTES),
    revenue: hour("revenue", SPARK_MINUTES),
    pace: smooth(orders, PACE_MINUTES),
    yesterday: viewYesterday(days[0], sameTime),
    activeUsers: gauge("activeUsers"),
    unitsAtRisk: gauge("unitsAtRisk"),
  };
}

function viewGauge(
  days: readonly [Series, Series],
  name: Gauge,
  minute: number,
  then: number,
): PastGauge {
  const around = newest(days, name, then + Math.ceil(STEADY_MINUTES / 2), STEADY_MINUTES)
    .filter((value) => value !== null);
  const sum = around.reduce((sum, value) => sum + value, 0);
  return {
    hour: newest(days, name, minute + 1, SPARK_MINUTES),
    yesterday: around.length === 0 ? null : Math.round(sum / around.length),
  };
}

function viewYesterday(yesterday: Series, then: number): Yesterday | null {
  if (totalUntil(yesterday, "orders") === 0) return null;
  const after = then + Math.floor(STEADY_MINUTES / 2);
  const around = totalUntil(yesterday, "orders", after) -
    totalUntil(yesterday, "orders", after - STEADY_MINUTES);
  return {
    orders: totalUntil(yesterday, "orders", then),
    revenue: totalUntil(yesterday, "revenue", then),
    perMinute: around / STEADY_MINUTES,
  };
}

/** Means over the minutes up to each one, so that a pace does not jump. */
function smooth(values: readonly number[], over: number): number[] {
  return values.slice(over - 1).map((_, n) => {
    const sum = values.slice(n, n + over).reduce((sum, value) => sum + value, 0);
    return Math.round(sum / over * 10) / 10;
  });
}
