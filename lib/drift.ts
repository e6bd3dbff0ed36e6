import { viewInventory } from "./at_risk.ts";
import type { Board, Section } from "./board.ts";
import { ordersInLastMinute, type ViewContext } from "./metrics.ts";

/** How often forecasts are looked at, in seconds: they change by themselves, and nobody needs them to the second. */
const FORECAST_S = 5;

/** What looks different on a board by itself, as time goes by: no event says so. */
export class Drift {
  #rate = 0;
  #day: string;
  #name: string;
  /** How often the shop got another name. */
  #names = 0;
  /** The stock as it looked last, and how often it has looked different. */
  #stock = "";
  #stockLooks = 0;

  constructor({ day, storeName }: ViewContext) {
    this.#day = day.date;
    this.#name = storeName;
  }

  /** Names how the board looks: equal as long as nothing of it moved on. */
  version(board: Board, { now, day }: ViewContext): string {
    return [day.date, ordersInLastMinute(board, now), this.#stockLooks, this.#names].join("-");
  }

  /** Notes what a frame of the board shows. */
  show(board: Board, now: number): void {
    this.#rate = ordersInLastMinute(board, now);
  }

  /**
   * Whether all looks different since this was asked last: at the store's midnight every "today" begins
   * again, and an operator may give the shop another name.
   */
  isAnother({ day, storeName }: ViewContext): boolean {
    const isRenamed = storeName !== this.#name;
    const isAnother = isRenamed || day.date !== this.#day;
    if (isRenamed) this.#names++;
    [this.#day, this.#name] = [day.date, storeName];
    return isAnother;
  }

  /** Sections that moved on by this second. */
  moved(board: Board, now: number, second: number): Section[] {
    const moved: Section[] = [];
    if (ordersInLastMinute(board, now) !== this.#rate) moved.push("orders");
    if (second % FORECAST_S === 0 && this.#hasMoved(board, now)) moved.push("inventory");
    return moved;
  }

  /** Whether forecasts moved on since they were looked at last. */
  #hasMoved(board: Board, now: number): boolean {
    const stock = JSON.stringify(viewInventory(board, now));
    if (stock === this.#stock) return false;
    this.#stock = stock;
    this.#stockLooks++;
    return true;
  }
}
