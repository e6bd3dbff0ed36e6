import type { MinuteTotals } from "./ledger_state.ts";
import { median } from "./median.ts";

const DAY = 1_440;
const HOUR = 60;
/** This time of day is looked at on so many earlier days. */
const DAYS = 7;
/** A shop on its first day is known by the hour and by so many minutes of now. */
const QUARTER = 15;
/** Of so many orders a shop needs an hour, or a norm needs behind it, to say what is usual. */
const LEAST_HOUR = 20;
const LEAST_NORM = 30;
/** How many orders of today it takes to doubt half of what earlier days say. */
const DOUBT = 5;

/** What was counted, of all currencies and of the store's own; revenue in minor units. */
export interface Counted {
  orders: number;
  ownOrders: number;
  revenue: number;
}

/** What each minute (since 1970 UTC) came to; those without any are absent. */
export type Minutes = ReadonlyMap<number, Counted>;

/** Adds a log's minutes up over currencies; only the store's makes the revenue. */
export function minutesOf(totals: readonly MinuteTotals[], currency: string): Minutes {
  const minutes = new Map<number, Counted>();
  for (const { minute, currency: its, orders, revenue } of totals) {
    const sum = minutes.get(minute) ?? { orders: 0, ownOrders: 0, revenue: 0 };
    sum.orders += orders;
    if (its === currency) {
      sum.ownOrders += orders;
      sum.revenue += Number(revenue);
    }
    minutes.set(minute, sum);
  }
  return minutes;
}

/** What was counted in the whole minutes `[from, to)`. */
export function sumOf(minutes: Minutes, from: number, to: number): Counted {
  const sum = { orders: 0, ownOrders: 0, revenue: 0 };
  for (let minute = from; minute < to; minute++) {
    const { orders = 0, ownOrders = 0, revenue = 0 } = minutes.get(minute) ?? {};
    sum.orders += orders;
    sum.ownOrders += ownOrders;
    sum.revenue += revenue;
  }
  return sum;
}

/**
 * Orders a minute that are to be expected around a minute; null when nothing is known to expect them by.
 *
 * It is what is usual at this time of day, the median of the hours around it on the last seven days,
 * times how today compares: `(orders + 5) ÷ (usual + 5)` of the hour up to `until`. Where nothing is
 * usual it is that hour's mean; without earlier days that from its first order on, if it had 20.
 *
 * @param until The minute up to which today is known to have been as usual.
 */
export function expectedRate(minutes: Minutes, minute: number, until: number): number | null {
  const today = sumOf(minutes, until - HOUR, until).orders;
  const usual = usualRate(minutes, minute);
  if (usual === null) return today >= LEAST_HOUR ? today / knownFor(minutes, until) : null;
  // A sale must become what is expected, also at an hour that is usually without orders.
  if (usual === 0) return today / HOUR;
  const usualThen = (usualRate(minutes, until - HOUR / 2) ?? 0) * HOUR;
  return usual * (today + DOUBT) / (usualThen + DOUBT);
}

/**
 * Orders that are to be expected in the whole minutes `[from, to)`; null when nothing is known to expect
 * them by.
 *
 * They are those of the same minutes on the median of the last seven days, so that one sale is not what is
 * usual. Today may say less, by `(orders + 5) ÷ (usual + 5)` of the hour up to `until`, and never more: a
 * sale that has ended is no silence. Without earlier days it is that hour's mean from its first order on,
 * or that of its last quarter if it is less, if the hour had 20.
 *
 * @param until The minute up to which today is known to have been as usual.
 */
export function expectedIn(
  minutes: Minutes,
  from: number,
  to: number,
  until: number,
): number | null {
  const today = sumOf(minutes, until - HOUR, until).orders;
  const usual = usualIn(minutes, from, to);
  if (usual === null) {
    if (today < LEAST_HOUR) return null;
    const lately = sumOf(minutes, until - QUARTER, until).orders / QUARTER;
    return Math.min(today / knownFor(minutes, until), lately) * (to - from);
  }
  const usualThen = usualIn(minutes, until - HOUR, until) ?? 0;
  return usual * Math.min(1, (today + DOUBT) / (usualThen + DOUBT));
}

/** The orders of the same minutes on the median of the earlier days that are known. */
function usualIn(minutes: Minutes, from: number, to: number): number | null {
  const days = Array.from({ length: DAYS }, (_, day) => {
    const [start, end] = [from - (day + 1) * DAY, to - (day + 1) * DAY];
    const around = sumOf(minutes, start - HOUR, end + HOUR / 2).orders;
    return { orders: sumOf(minutes, start, end).orders, isKnown: around > 0 };
  });
  const known = days.slice(0, days.findLastIndex(({ isKnown }) => isKnown) + 1);
  // Of two the lesser: rather late than a false alarm.
  return median(known.map(({ orders }) => orders)).lower;
}

/** How many minutes of the hour before one there were orders in, from the first on. */
function knownFor(minutes: Minutes, until: number): number {
  let from = until - HOUR;
  while (from < until - 1 && !minutes.has(from)) from++;
  return until - from;
}

/** Orders a minute in the hours around this time of day, on the median of the earlier days that are known. */
function usualRate(minutes: Minutes, minute: number): number | null {
  const orders = hoursAround(minutes, minute).map(({ orders }) => orders);
  const known = orders.slice(0, orders.findLastIndex((count) => count > 0) + 1);
  // Of two the greater: rather no word of a rush than a false one.
  const { upper } = median(known);
  return upper === null ? null : upper / HOUR;
}

/**
 * What an order is usually worth, in minor units of the store's currency: the mean of the hour around this
 * time of day, on the median of the earlier days that had orders. The hour up to `until` counts as a day
 * where these had fewer than 30 orders, so that a wrong price does not become the usual one elsewhere.
 * Null when that is too few as well.
 */
export function usualOrder(minutes: Minutes, minute: number, until: number): number | null {
  const hours = hoursAround(minutes, minute);
  return medianOrder(hours) ?? medianOrder([...hours, sumOf(minutes, until - HOUR, until)]);
}

function medianOrder(hours: readonly Counted[]): number | null {
  const orders = hours.reduce((sum, { ownOrders }) => sum + ownOrders, 0);
  if (orders < LEAST_NORM) return null;
  const known = hours.filter(({ ownOrders }) => ownOrders > 0);
  return median(known.map(({ ownOrders, revenue }) => revenue / ownOrders)).lower;
}

/** Whole hours around a time of day, of the newest day first. */
function hoursAround(minutes: Minutes, minute: number): Counted[] {
  return Array.from({ length: DAYS }, (_, day) => {
    const middle = minute - (day + 1) * DAY;
    return sumOf(minutes, middle - HOUR / 2, middle + HOUR / 2);
  });
}
