import { BOARD_VERSION } from "./checkpoint.ts";
import { type Clock, every } from "./clock.ts";
import type { GaugeStore } from "./gauges.ts";
import type { Log, TrimRule } from "./log.ts";

export interface RetentionOptions {
  log: Log;
  gauges: GaugeStore;
  clock: Clock;
  /** Events older than this many days go; 0 keeps all. */
  logDays: number;
  /** Of events older than an hour only this many stay; 0 keeps all. */
  logEvents: number;
  /** Called when trimming failed; it is tried again a minute later. */
  onTrouble(error: unknown): void;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EVERY_MS = 60_000;

/** Gauges are kept as long as events, and at least this many days: today is compared with yesterday. */
const LEAST_GAUGE_DAYS = 2;

/** How long the answer to an `Idempotency-Key` is kept at least: webhooks are sent again for three days. */
const RECEIPT_MS = 4 * DAY_MS;

/**
 * Keeps the log from growing for ever, and the answers to Idempotency-Keys. What the log lets go is
 * still in the board's totals.
 */
export class Retention implements AsyncDisposable {
  readonly #options: RetentionOptions;
  readonly #cancel: () => void;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#cancel = every(options.clock, EVERY_MS, () => void this.run());
  }

  /** Trims all that may go now, in small steps. Concurrent calls share one run. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => this.#running = null);
    return this.#running;
  }

  /** Stops after the step that is on its way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log, gauges, clock, logDays, logEvents, onTrouble } = this.#options;
    const trims = logDays > 0 || logEvents > 0;
    const rule: TrimRule = {
      version: BOARD_VERSION,
      maxAgeMs: logDays === 0 ? Infinity : logDays * DAY_MS,
      // A server that was cut off for less than an hour still finds all that it missed.
      crowdedAgeMs: logEvents === 0 ? Infinity : HOUR_MS,
      keepEvents: logEvents,
    };
    try {
      while (!this.#closed && await log.forget(clock.now() - RECEIPT_MS));
      while (trims && !this.#closed && await log.trim(rule));
      const gaugeMs = Math.max(LEAST_GAUGE_DAYS, logDays) * DAY_MS;
      if (logDays > 0) await gauges.forget(Math.floor((clock.now() - gaugeMs) / 60_000));
    } catch (error) {
      onTrouble(error);
    }
  }
}
