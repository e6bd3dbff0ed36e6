import type { Board } from "./board.ts";
import {
  canForecast,
  type Cover,
  COVER_LIMITS,
  type CoverLevel,
  coverLevel,
  type CoverLimits,
  coverOf,
} from "./cover.ts";
import { oversoldUnits, type Product, type StockState, stockState } from "./inventory.ts";
import { type Pace, paceOf } from "./velocity.ts";

/** A product whose level is low, out or oversold, as a dashboard lists it. */
export interface LowStock extends Product {
  state: Exclude<StockState, "ok">;
}

/** A product that will be missed, and how soon. */
export interface ProductAtRisk extends Product {
  state: StockState;
  /** Units sold in the last 5 minutes. */
  soldIn5Min: number;
  unitsPerMinute: number;
  /** When it runs out; null when nothing is left, or too few were sold to tell. */
  cover: Cover | null;
  /** How urgent it is: `critical` when nothing is left. */
  level: CoverLevel;
}

/** What a dashboard shows of the stock. */
export interface InventoryView {
  /** Lowest first, at most 50. */
  lowStock: LowStock[];
  /** Oversold first, then by minutes of cover, at most 50. */
  inventoryAtRisk: ProductAtRisk[];
  /**
   * Units that are oversold, and those that will be asked for in the next 15 minutes beyond what is
   * there, as each product sells now.
   */
  unitsAtRisk: number;
}

const SHOWN = 50;
/** A product that lasts longer is of no concern yet, in minutes. */
const LISTED_WITHIN = 60;
/** How far `unitsAtRisk` looks ahead, in minutes. */
const AHEAD = 15;

/** What there is to see of the stock at `now` (ms since 1970 UTC): forecasts age without any event. */
export function viewInventory(board: Board, now: number): InventoryView {
  const inventoryAtRisk: ProductAtRisk[] = [];
  let unitsAtRisk = 0;
  for (const product of productsOf(board)) {
    const seller = board.sellers.get(product.productId);
    const pace = seller ? paceOf(seller.velocity, now) : null;
    unitsAtRisk += unitsMissing(product.available, pace);
    const row = rowOf(product, pace, board.coverLimits);
    if (row) inventoryAtRisk.push(row);
  }
  inventoryAtRisk.sort(soonestFirst).splice(SHOWN);
  return { lowStock: viewLowStock(board), inventoryAtRisk, unitsAtRisk };
}

/** The products that are low or that sell; of others there is nothing to say. */
function* productsOf({ products, atRisk, sellers }: Board): Iterable<Product> {
  for (const id of new Set([...atRisk, ...sellers.keys()])) {
    const product = products.get(id);
    if (product) yield product;
  }
}

/** How a product stands at `now` (ms since 1970 UTC); undefined when nobody told its level. */
export function viewProduct(
  board: Board,
  productId: string,
  now: number,
): ProductAtRisk | undefined {
  const product = board.products.get(productId);
  const seller = board.sellers.get(productId);
  const pace = seller ? paceOf(seller.velocity, now) : null;
  return product && toRow(product, pace, forecast(product, pace), board.coverLimits);
}

/** A product as it is listed; null when it is well and will be for long. */
function rowOf(product: Product, pace: Pace | null, limits: CoverLimits): ProductAtRisk | null {
  const isWell = stockState(product.available, product.threshold) === "ok";
  const cover = forecast(product, pace);
  if (isWell && (cover?.minutes ?? Infinity) > LISTED_WITHIN) return null;
  return toRow(product, pace, cover, limits);
}

function forecast({ available }: Product, pace: Pace | null): Cover | null {
  return available > 0 && pace !== null && canForecast(pace) ? coverOf(pace, available) : null;
}

function toRow(
  product: Product,
  pace: Pace | null,
  cover: Cover | null,
  limits: CoverLimits,
): ProductAtRisk {
  const { available, threshold } = product;
  return {
    ...product,
    state: stockState(available, threshold),
    soldIn5Min: pace?.soldIn5 ?? 0,
    unitsPerMinute: Number((pace?.unitsPerMinute ?? 0).toPrecision(2)),
    cover: cover && rounded(cover),
    level: available <= 0 ? "critical" : levelOf(cover, limits),
  };
}

/** Where nobody is to be told ahead, the page still says how urgent it is. */
function levelOf(cover: Cover | null, limits: CoverLimits): CoverLevel {
  return coverLevel(cover?.minutes ?? Infinity, limits.warning > 0 ? limits : COVER_LIMITS);
}

/** Tenths of a minute while it is a matter of minutes: what is not shown need not be sent. */
function rounded({ minutes, low, high }: Cover): Cover {
  const round = (value: number) => Number(value.toFixed(value < 10 ? 1 : 0));
  return { minutes: round(minutes), low: round(low), high: round(high) };
}

function unitsMissing(available: number, pace: Pace | null): number {
  const oversold = oversoldUnits(available);
  if (pace === null || !canForecast(pace)) return oversold;
  const asked = Math.round(pace.unitsPerMinute * AHEAD);
  return oversold + Math.max(0, asked - Math.max(0, available));
}

function soonestFirst(a: ProductAtRisk, b: ProductAtRisk): number {
  const [one, other] = [minutesLeft(a), minutesLeft(b)];
  if (one !== other) return one < other ? -1 : 1;
  return a.available - b.available || (a.productId < b.productId ? -1 : 1);
}

/** Oversold is sooner than now, and a product of which nothing can be told comes last. */
function minutesLeft({ state, cover }: ProductAtRisk): number {
  if (state === "oversold") return -1;
  return state === "out" ? 0 : cover?.minutes ?? Infinity;
}

function viewLowStock(board: Board): LowStock[] {
  const low: LowStock[] = [];
  for (const id of board.atRisk) {
    const product = board.products.get(id);
    if (!product) continue;
    const state = stockState(product.available, product.threshold);
    if (state !== "ok") low.push({ ...product, state });
  }
  low.sort((a, b) => a.available - b.available || a.productId.localeCompare(b.productId));
  return low.slice(0, SHOWN);
}
