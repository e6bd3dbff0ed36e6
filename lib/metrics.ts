import type { Alert } from "./alert.ts";
import { mostNeeded } from "./alert_list.ts";
import { type InventoryView, viewInventory } from "./at_risk.ts";
import { type Board, emptyTotals, type RecentOrder, type Section } from "./board.ts";
import type { Day } from "./day.ts";
import { formatPosition, type Position } from "./event.ts";
import { formatMoney } from "./money.ts";

/** What a dashboard shows at one position of the log: the body of `GET /api/metrics` and of `init`. */
export interface Metrics extends InventoryView {
  position: string;
  /** The server's time when this was made (ISO, UTC). */
  at: string;
  storeName: string;
  currency: string;
  timeZone: string;
  /** The store's day that "today" means: ISO instants `[start, end)`. */
  day: { start: string; end: string };
  /** Orders placed today, less those cancelled. */
  ordersToday: number;
  /** Gross revenue of today's orders in the store's currency, a decimal string. */
  revenueToday: string;
  /** What went back today, for orders of any day. */
  refundedToday: string;
  /** Gross revenue less refunds; below zero on a day on which more goes back than comes in. */
  netRevenueToday: string;
  /** Today's revenue in each other currency; never converted, never added. */
  otherRevenueToday: { currency: string; total: string }[];
  unitsToday: number;
  /** Distinct visitors in the last 5 minutes. */
  activeUsers: number;
  /** Orders accepted in the last 60 seconds. */
  ordersPerMinute: number;
  /** Newest first, at most 50. */
  recentOrders: RecentOrder[];
  /** Newest first, at most 50. */
  alerts: Alert[];
}

/** What a view needs to know besides the board. */
export interface ViewContext {
  position: Position;
  /** Milliseconds since 1970 UTC. */
  now: number;
  day: Day;
  activeUsers: number;
  storeName: string;
  currency: string;
  timeZone: string;
}

/** The whole of what a dashboard shows now. */
export function viewMetrics(board: Board, context: ViewContext): Metrics {
  const { position, now, day, storeName, currency, timeZone } = context;
  return {
    position: formatPosition(position),
    at: new Date(now).toISOString(),
    storeName,
    currency,
    timeZone,
    day: { start: new Date(day.start).toISOString(), end: new Date(day.end).toISOString() },
    ...viewOrders(board, context),
    ...viewRevenue(board, context),
    activeUsers: context.activeUsers,
    recentOrders: board.recent,
    ...viewInventory(board, now),
    alerts: [...mostNeeded(board.alerts)],
  };
}

/**
 * What one stream event says besides its lists: the section's values as they are now, so that one lost
 * event is healed by the next.
 */
export function viewSection(
  section: Section,
  board: Board,
  context: ViewContext,
): Partial<Metrics> {
  const at = new Date(context.now).toISOString();
  switch (section) {
    case "orders":
      return { at, ...viewOrders(board, context) };
    case "revenue":
      return { at, ...viewRevenue(board, context) };
    case "inventory":
    case "alerts":
      return { at };
    case "visitors":
      return { at, activeUsers: context.activeUsers };
  }
}

function viewOrders(board: Board, { day, now }: ViewContext) {
  const today = board.days.get(day.date);
  return {
    ordersToday: today?.orders ?? 0,
    unitsToday: today?.units ?? 0,
    ordersPerMinute: ordersInLastMinute(board, now),
  };
}

function viewRevenue(board: Board, { day, currency }: ViewContext) {
  const { revenue, refunded } = board.days.get(day.date) ?? emptyTotals();
  const gross = revenue.get(currency) ?? 0n;
  const back = refunded.get(currency) ?? 0n;
  return {
    revenueToday: formatMoney(gross, currency),
    refundedToday: formatMoney(back, currency),
    netRevenueToday: formatMoney(gross - back, currency),
    otherRevenueToday: [...revenue]
      .filter(([other]) => other !== currency)
      .map(([other, minor]) => ({ currency: other, total: formatMoney(minor, other) })),
  };
}

/** Orders accepted in the 60 seconds up to `now` (ms since 1970 UTC). */
export function ordersInLastMinute(board: Board, now: number): number {
  const second = Math.floor(now / 1000);
  let orders = 0;
  for (const [at, count] of board.seconds) {
    if (at > second - 60 && at <= second) orders += count;
  }
  return orders;
}
