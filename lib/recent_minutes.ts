import type { Clock } from "./clock.ts";
import { type Minutes, minutesOf } from "./expected.ts";
import type { MinuteTotals } from "./ledger_state.ts";
import type { Log } from "./log.ts";

/** How often today's minutes are read again, and those of earlier days, in ms. */
const READ_MS = 15_000;
const DAYS_MS = 300_000;
/** Of each day four hours up to this time of day are looked at and half an hour after it, read a while ago. */
const DAY = 1_440;
const BEFORE = 250;
const AFTER = 40;

export interface RecentMinutesOptions {
  clock: Clock;
  log: Pick<Log, "minutes">;
  /** ISO 4217; what was ordered in others is left out. */
  currency: string;
}

/** The minutes around this time of day, of today and of the seven days before it. */
export class RecentMinutes {
  readonly #options: RecentMinutesOptions;
  #earlier: MinuteTotals[] = [];
  #minutes: Minutes = new Map();
  #readAt = -Infinity;
  #earlierReadAt = -Infinity;

  constructor(options: RecentMinutesOptions) {
    this.#options = options;
  }

  /** Reads what is older than a quarter of a minute. @throws FlashboardError `unavailable`. */
  async read(): Promise<Minutes> {
    const { log, clock, currency } = this.#options;
    const now = clock.now();
    if (Math.abs(now - this.#readAt) < READ_MS) return this.#minutes;
    const minute = Math.floor(now / 60_000);
    const around = (at: number) => log.minutes(at - BEFORE, at + AFTER);
    if (Math.abs(now - this.#earlierReadAt) >= DAYS_MS) {
      const days = Array.from({ length: 7 }, (_, day) => around(minute - (day + 1) * DAY));
      this.#earlier = (await Promise.all(days)).flat();
      this.#earlierReadAt = now;
    }
    this.#minutes = minutesOf([...this.#earlier, ...await around(minute)], currency);
    this.#readAt = now;
    return this.#minutes;
  }
}
