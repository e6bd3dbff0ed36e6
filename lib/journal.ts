import type { LogEvent } from "./event.ts";
import type { LedgerOptions, LedgerState, MinuteTotals } from "./ledger_state.ts";
import { parseMoney } from "./money.ts";
import { type Order, unitsOf } from "./order.ts";
import type { Refund } from "./refund.ts";

/** What a batch adds to the log, and to the totals of minutes. */
export class Journal {
  readonly events: LogEvent[] = [];
  /** When the batch is accepted: ISO, and in ms since 1970 UTC. */
  readonly at: string;
  readonly now: number;
  readonly #state: LedgerState;
  readonly #options: LedgerOptions;
  readonly #minutes = new Map<string, MinuteTotals>();

  constructor(state: LedgerState, options: LedgerOptions) {
    this.#state = state;
    this.#options = options;
    this.now = options.now;
    this.at = new Date(options.now).toISOString();
  }

  get head(): number {
    return this.#state.head;
  }

  get minutes(): MinuteTotals[] {
    return [...this.#minutes.values()];
  }

  append(channel: string, data: unknown): void {
    this.#state.head++;
    this.events.push({ seq: this.#state.head, channel, at: this.at, data });
  }

  /** The instant (ms since 1970 UTC): a publisher whose clock runs ahead must not reach into the future. */
  instantOf(iso: string): number {
    return Math.min(Date.parse(iso), this.now);
  }

  /** The store's day that an instant counts for. */
  dayOf(iso: string): string {
    return this.#options.dateOf(this.instantOf(iso));
  }

  /** Counts an order in its minute, or takes it out again. */
  countOrder(order: Order, sign: 1 | -1): void {
    const totals = this.#minuteOf(order.placedAt, order.currency);
    totals.orders += sign;
    totals.units += sign * unitsOf(order);
    totals.revenue += BigInt(sign) * parseMoney(order.total, order.currency);
  }

  /** Counts a refund in its minute, or takes it out again. */
  countRefund({ refundedAt, currency, amount }: Refund, sign: 1 | -1): void {
    this.#minuteOf(refundedAt, currency).refunded += BigInt(sign) * parseMoney(amount, currency);
  }

  #minuteOf(iso: string, currency: string): MinuteTotals {
    const minute = Math.floor(this.instantOf(iso) / 60_000);
    const key = `${minute} ${currency}`;
    const known = this.#minutes.get(key);
    if (known) return known;
    const totals = { minute, currency, orders: 0, units: 0, revenue: 0n, refunded: 0n };
    this.#minutes.set(key, totals);
    return totals;
  }
}
