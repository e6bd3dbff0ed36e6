import type { RecentOrder } from "./board.ts";
import type { Clock } from "./clock.ts";
import type { LogEvent } from "./event.ts";
import type { Order } from "./order.ts";

/** Most orders in a frame while a sale is on: nobody reads sixty a second. */
const A_FRAME = 3;

/** A feed that had to leave orders out is sent whole this often, in ms. */
const WHOLE_EVERY_MS = 2_000;

/**
 * Chooses which orders of the feed go into a frame: those that are new since the last one, or, when
 * there are too many, the newest few now and the whole feed a little later.
 */
export class OrderFeed {
  readonly #clock: Clock;
  readonly #changed = new Set<string>();
  #wholeAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes the order of an event of channel `orders`. */
  note(event: LogEvent): void {
    this.#changed.add((event.data as Order).id);
  }

  /** Whether the feed was left incomplete, and the time has come to send it whole. */
  owes(): boolean {
    return this.#changed.size > 0 && this.#mayBeWhole();
  }

  /** The orders to send now, newest first. */
  take(recent: readonly RecentOrder[]): RecentOrder[] {
    const fresh = recent.filter(({ id }) => this.#changed.has(id));
    if (fresh.length > A_FRAME && !this.#mayBeWhole()) return fresh.slice(0, A_FRAME);
    if (fresh.length > A_FRAME) this.#wholeAt = this.#clock.now();
    this.#changed.clear();
    return fresh;
  }

  #mayBeWhole(): boolean {
    const since = this.#clock.now() - this.#wholeAt;
    return since >= WHOLE_EVERY_MS || since < 0;
  }
}
