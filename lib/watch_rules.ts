import type { WatchAlert } from "./command.ts";
import {
  type Counted,
  expectedIn,
  expectedRate,
  type Minutes,
  sumOf,
  usualOrder,
} from "./expected.ts";
import { formatMoney } from "./money.ts";
import type { Rules } from "./rules.ts";

const MINUTE_MS = 60_000;
/** Today is known for two hours and one before: of a longer silence the last two count. */
const LONGEST_MS = 120 * MINUTE_MS;
/** Orders are looked at over so many minutes. */
const WINDOW = 5;
/** Fewer orders within them are no rush, however few are usual. */
const LEAST_ORDERS = 20;
/** Orders come fast for a wrong price from so many times as many as expected on. */
const FAST = 1.5;
/** Once told, it is over at this part of the way back to the usual. */
const BACK = 2 / 3;
/** What is told is told for ten minutes at least under one name, whichever server sees it. */
const NAME_MINUTES = 10;

/** What is known of the shop at an instant. */
export interface Sight {
  /** In ms since 1970 UTC. */
  now: number;
  minutes: Minutes;
  currency: string;
}

/**
 * The alert for a shop from which nothing is heard; null while its silence may be chance.
 *
 * In a Poisson process nothing comes where n orders are to be expected, ∫λ over the silence, with
 * probability e^(−n), so that it is too long for chance p from n = −ln p on. At p², twice that, it is
 * critical.
 *
 * @param lastOrderAt When the last order came, in ms since 1970 UTC.
 * @param since Since when it is known that none came: at most as long ago.
 */
export function silentAlert(
  { now, minutes }: Sight,
  lastOrderAt: number,
  since: number,
  { on, leastMinutes, chance }: Rules["feedSilent"],
): WatchAlert | null {
  const silence = (now - since) / MINUTE_MS;
  if (!on || silence < leastMinutes) return null;
  const known = now - LONGEST_MS;
  const from = minuteOf(Math.max(since, known));
  const until = minuteOf(Math.max(lastOrderAt, known));
  const expected = expectedIn(minutes, from, minuteOf(now), until);
  const most = -Math.log(chance);
  if (expected === null || expected < most) return null;
  const isCritical = expected >= 2 * most && silence >= 2 * leastMinutes;
  return {
    id: `silent-${lastOrderAt}${isCritical ? "-critical" : ""}`,
    title: `No orders for ${Math.floor(silence)} min`,
    message: `About ${inWords(expected)} were expected. ` +
      "Look whether the shop sells, its customers can pay and its webhooks come.",
    severity: isCritical ? "critical" : "warning",
    rule: "silent",
  };
}

/**
 * The alert for far more orders than expected in the last five minutes; null when there are not.
 *
 * @param isTold Whether it was told already: then it lasts until it is well over.
 */
export function velocityAlert(
  sight: Sight,
  { on, times }: Rules["velocity"],
  isTold: boolean,
): WatchAlert | null {
  const { orders, expected } = lately(sight);
  if (!on || expected === null || orders < LEAST_ORDERS) return null;
  if (orders < expected * times * (isTold ? BACK : 1)) return null;
  return {
    ...named("velocity", sight.now),
    title: `More than ${times} times as many orders as expected`,
    message: `${orders} in ${WINDOW} min, about ${inWords(expected)} were expected. ` +
      "It may be a bot, a wrong price, or a sale.",
    severity: "warning",
  };
}

/**
 * The alert for orders that come fast and are worth far less than usual, of the last five minutes; null
 * when they are not. One product's price among many that sell as usual does not show in it.
 *
 * @param isTold Whether it was told already: then it lasts until it is well over.
 */
export function priceAlert(
  sight: Sight,
  { on, share }: Rules["priceMistake"],
  isTold: boolean,
): WatchAlert | null {
  const { orders, ownOrders, revenue, expected } = lately(sight);
  const { now, minutes, currency } = sight;
  const norm = usualOrder(minutes, minuteOf(now), startOf(now));
  if (!on || expected === null || norm === null || ownOrders < LEAST_ORDERS) return null;
  const average = revenue / ownOrders;
  if (average >= norm * share / (isTold ? BACK : 1)) return null;
  if (orders < expected * FAST * (isTold ? BACK : 1)) return null;
  const amount = (minor: number) => formatMoney(BigInt(Math.round(minor)), currency);
  return {
    ...named("price", now),
    title: "Orders are worth far less than usual",
    message: `${ownOrders} in ${WINDOW} min, ${amount(average)} ${currency} on average where ` +
      `${amount(norm)} is usual. Look for a wrong price or voucher.`,
    severity: "critical",
  };
}

function lately({ now, minutes }: Sight): Counted & { expected: number | null } {
  const from = startOf(now);
  const rate = expectedRate(minutes, minuteOf(now), from);
  const expected = rate === null ? null : rate * (now / MINUTE_MS - from);
  return { ...sumOf(minutes, from, minuteOf(now) + 1), expected };
}

/** The first of the minutes that are looked at. */
function startOf(now: number): number {
  return minuteOf(now) - WINDOW;
}

/** Servers that see the same at once call it the same. */
function named<R extends WatchAlert["rule"]>(rule: R, now: number): { id: string; rule: R } {
  const minute = minuteOf(now);
  return { id: `${rule}-${minute - minute % NAME_MINUTES}`, rule };
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

function inWords(orders: number): string {
  const rounded = orders < 10 ? Number(orders.toFixed(1)) : Math.round(orders);
  return `${rounded} ${rounded === 1 ? "order" : "orders"}`;
}
