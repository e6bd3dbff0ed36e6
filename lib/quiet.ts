import type { RecentOrder } from "./board.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Hours of earlier days that are looked at: this time of day, on each of the last seven. */
const DAYS = 7;
/** Silence is worth a word after five usual gaps: in one of 150 by chance. */
const GAPS = 5;
const LEAST_MS = MINUTE_MS;
const MOST_MS = 10 * MINUTE_MS;

/** The hours around this time of day, the last seven days: instants in ms since 1970 UTC. */
export function usualHours(now: number): { from: number; to: number }[] {
  return Array.from({ length: DAYS }, (_, day) => {
    const middle = now - now % MINUTE_MS - (day + 1) * DAY_MS;
    return { from: middle - 30 * MINUTE_MS, to: middle + 30 * MINUTE_MS };
  });
}

/**
 * The usual time between two orders in ms, by the orders of `usualHours`; null when it is not known.
 * Hours before the first that had any are no quiet hours: the shop was not there yet.
 */
export function usualGap(orders: readonly number[]): number | null {
  const known = orders.slice(0, orders.findLastIndex((count) => count > 0) + 1);
  const sum = known.reduce((all, count) => all + count, 0);
  return sum > 0 ? known.length * 60 * MINUTE_MS / sum : null;
}

/** Whether a silence (ms) is long enough to be told. @param gapMs The usual one, when it is known. */
export function isQuiet(silenceMs: number, gapMs: number | null): boolean {
  const enough = gapMs === null ? MOST_MS : Math.max(LEAST_MS, Math.min(MOST_MS, GAPS * gapMs));
  return silenceMs >= enough;
}

/** Since when nothing was ordered, in ms since 1970 UTC; null when nothing ever was. */
export function lastOrderAt(recent: readonly RecentOrder[]): number | null {
  if (recent.length === 0) return null;
  return Math.max(...recent.map(({ acceptedAt, placedAt }) => Date.parse(acceptedAt ?? placedAt)));
}
