/** How a product stands: `oversold` is fewer than none left, `out` none, `low` below its threshold. */
export type StockState = "ok" | "low" | "out" | "oversold";

/** Stock of one product as the log and the board carry it. */
export interface Product {
  productId: string;
  name: string;
  /** Units that can still be sold; negative when oversold. */
  available: number;
  /** `low` starts below this many units. */
  threshold: number;
}

const WORST_LAST: readonly StockState[] = ["ok", "low", "out", "oversold"];

/** The state that a level stands for. */
export function stockState(available: number, threshold: number): StockState {
  if (available < 0) return "oversold";
  if (available === 0) return "out";
  return available < threshold ? "low" : "ok";
}

/** How many units were sold beyond what was there: −min(0, available). */
export function oversoldUnits(available: number): number {
  return Math.max(0, -available);
}

/** The worse of two states is the greater number. */
export function severityOf(state: StockState): number {
  return WORST_LAST.indexOf(state);
}

/** What becomes of a product's alarm when its level changes: the state to remember, and one to raise. */
export interface AlarmStep {
  alarm: StockState;
  raised: StockState | null;
}

/**
 * Raises an alarm once per crossing. The alarm follows a worsening at once, but steps back only when
 * the level is `max(2, 20 %)` of the threshold clear of the line, so that a level which trembles
 * around the line (sold, cancelled, sold) raises one alarm and not one a second.
 *
 * @param alarm The worst state told so far since the product was last well.
 */
export function stepAlarm(alarm: StockState, available: number, threshold: number): AlarmStep {
  const state = stockState(available, threshold);
  if (severityOf(state) > severityOf(alarm)) return { alarm: state, raised: state };
  const calmer = surelyAt(available, threshold);
  return { alarm: severityOf(calmer) < severityOf(alarm) ? calmer : alarm, raised: null };
}

/** The best state that a level is clear of the line of, by `max(2, 20 %)` of the threshold. */
export function surelyAt(available: number, threshold: number): StockState {
  return stockState(available - Math.max(2, Math.ceil(threshold * 0.2)), threshold);
}
