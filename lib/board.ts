import {
  type AlertBoard,
  applyAlert,
  applyLevel,
  applyResolution,
  applyRules,
  applyTriage,
  endSilence,
  settleCover,
} from "./alarms.ts";
import type { Alert } from "./alert.ts";
import { COVER_LIMITS, type FoldRules, RULES_CHANNEL } from "./cover.ts";
import type { LogEvent } from "./event.ts";
import { type Product, stockState } from "./inventory.ts";
import { parseMoney } from "./money.ts";
import { type Order, type OrderItem, type Replaced, unitsOf } from "./order.ts";
import type { Refund } from "./refund.ts";
import { type Resolution, RESOLVED_CHANNEL } from "./resolution.ts";
import { countSales, forgetQuiet } from "./sales.ts";
import { type Triage, TRIAGE_CHANNEL } from "./triage.ts";

/** What a day of the store came to. Money is kept by currency, in minor units: unlike ones never add up. */
export interface DayTotals {
  orders: number;
  units: number;
  revenue: Map<string, bigint>;
  /** What went back on that day, whenever its order was placed. */
  refunded: Map<string, bigint>;
}

/** An order as the feed shows it: its first lines, and how much there is in all. */
export interface RecentOrder {
  id: string;
  customer: string | null;
  total: string;
  currency: string;
  status: Order["status"];
  placedAt: string;
  /** When its newest news was accepted (ISO, UTC); absent in boards that an older version kept. */
  acceptedAt?: string;
  /** At most the first five lines; `lines` and `units` count all of them. */
  items: OrderItem[];
  lines: number;
  units: number;
}

/** The parts of a dashboard that change apart, named as their stream events are. */
export type Section = "orders" | "revenue" | "inventory" | "alerts" | "visitors";

/** What the log adds up to: everything that a dashboard shows and that does not depend on the time. */
export interface Board extends AlertBoard {
  /** Totals by store day (`2026-11-24`), the newest eight. */
  days: Map<string, DayTotals>;
  /** Orders accepted in each second (s since 1970 UTC), the last 60 that had any. */
  seconds: Map<number, number>;
  /** Newest first, at most 50. */
  recent: RecentOrder[];
  /** The products whose stock is low, out or oversold. */
  atRisk: Set<string>;
}

const DAYS_KEPT = 8;
const SECONDS_KEPT = 60;
const LIST_LENGTH = 50;
const LINES_SHOWN = 5;

/** A board onto which nothing was folded yet. */
export function emptyBoard(): Board {
  return {
    seq: 0,
    at: "",
    days: new Map(),
    seconds: new Map(),
    recent: [],
    products: new Map(),
    atRisk: new Set(),
    sellers: new Map(),
    alerts: [],
    coverLimits: COVER_LIMITS,
  };
}

/**
 * Folds the next event into the board, in place: a copy of ten thousand products an event would be
 * the server's main work. The same events give the same board wherever they are folded.
 *
 * @returns The sections that look different now.
 * @throws RangeError when the event is not the one after `board.seq`: a gap or a double would be a wrong total.
 */
export function apply(board: Board, event: LogEvent): Section[] {
  if (event.seq !== board.seq + 1) {
    throw new RangeError(`Cannot fold event ${event.seq} onto a board at ${board.seq}`);
  }
  const at = Date.parse(event.at);
  const isNewMinute = board.at.slice(0, 16) !== event.at.slice(0, 16);
  board.seq = event.seq;
  board.at = event.at;
  // By the time that the log tells: a replay forgets the same at the same events.
  return isNewMinute ? [...forget(board, at), ...fold(board, event, at)] : fold(board, event, at);
}

/** Lets go of what stopped selling, and of what was told of it. */
function forget(board: Board, at: number): Section[] {
  forgetQuiet(board.sellers, at);
  return settleCover(board, at);
}

function fold(board: Board, event: LogEvent, at: number): Section[] {
  switch (event.channel) {
    case "orders":
      return applyOrder(board, event.data as Order, at);
    case "refunds":
      return applyRefund(board, event.data as Refund);
    case "inventory":
      return applyStock(board, event.data as Product, at);
    case "alerts":
      return applyAlert(board, event.data as Alert);
    case TRIAGE_CHANNEL:
      return applyTriage(board, event.data as Triage, event.at);
    case RESOLVED_CHANNEL:
      return applyResolution(board, event.data as Resolution);
    case RULES_CHANNEL:
      return applyRules(board, event.data as FoldRules, at);
    default:
      return [];
  }
}

function applyOrder(board: Board, order: Order, at: number): Section[] {
  const cancelled = order.status === "cancelled";
  const { replaces } = order;
  count(board, { ...order, units: unitsOf(order) }, cancelled ? -1 : 1);
  if (replaces) count(board, replaces, -1);
  if (!cancelled && !replaces) countSecond(board, at);
  countSales(board.sellers, order, at);
  showOrder(board, toRecent(order, board.at));
  return ["orders", "revenue", ...endSilence(board)];
}

/** Adds an order to its day, or takes it away. */
function count(board: Board, { day, currency, total, units }: Replaced, sign: 1 | -1): void {
  const totals = totalsOf(board, day);
  totals.orders += sign;
  totals.units += sign * units;
  add(totals.revenue, currency, BigInt(sign) * parseMoney(total, currency));
}

function applyRefund(board: Board, { day, currency, amount, status }: Refund): Section[] {
  if (status !== "counts" && status !== "void") return [];
  const sign = status === "counts" ? 1n : -1n;
  add(totalsOf(board, day).refunded, currency, sign * parseMoney(amount, currency));
  return ["revenue"];
}

function add(amounts: Map<string, bigint>, currency: string, minor: bigint): void {
  amounts.set(currency, (amounts.get(currency) ?? 0n) + minor);
}

/** A day on which nothing happened yet. */
export function emptyTotals(): DayTotals {
  return { orders: 0, units: 0, revenue: new Map(), refunded: new Map() };
}

/** Totals of a day, begun at zero when it is new; the oldest day goes when there are too many. */
function totalsOf(board: Board, day: string): DayTotals {
  const known = board.days.get(day);
  if (known) return known;
  const totals = emptyTotals();
  board.days.set(day, totals);
  if (board.days.size > DAYS_KEPT) {
    const oldest = [...board.days.keys()].reduce((a, b) => a < b ? a : b);
    board.days.delete(oldest);
  }
  return totals;
}

function countSecond(board: Board, at: number): void {
  const second = Math.floor(at / 1000);
  board.seconds.set(second, (board.seconds.get(second) ?? 0) + 1);
  if (board.seconds.size > SECONDS_KEPT) {
    const [first] = board.seconds.keys();
    if (first !== undefined) board.seconds.delete(first);
  }
}

/** A cancelled order changes where it stands in the feed; the reader's eye stays where it is. */
function showOrder(board: Board, order: RecentOrder): void {
  const at = board.recent.findIndex((shown) => shown.id === order.id);
  if (at >= 0) {
    board.recent[at] = order;
    return;
  }
  board.recent.unshift(order);
  if (board.recent.length > LIST_LENGTH) board.recent.pop();
}

function toRecent(order: Order, acceptedAt: string): RecentOrder {
  const { id, customer, total, currency, status, placedAt, items } = order;
  return {
    id,
    customer,
    total,
    currency,
    status,
    placedAt,
    acceptedAt,
    items: items.slice(0, LINES_SHOWN),
    lines: items.length,
    units: unitsOf(order),
  };
}

function applyStock(board: Board, product: Product, at: number): Section[] {
  board.products.set(product.productId, product);
  const wasAtRisk = board.atRisk.delete(product.productId);
  const isAtRisk = stockState(product.available, product.threshold) !== "ok";
  if (isAtRisk) board.atRisk.add(product.productId);
  const changed = applyLevel(board, product, at);
  return wasAtRisk || isAtRisk ? ["inventory", ...changed] : changed;
}
