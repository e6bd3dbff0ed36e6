import type { Clock } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import type { MinuteGauges } from "./history.ts";

const MINUTE_MS = 60_000;

/** What was read off the board at an instant; `activeUsers` is null when it could not be counted. */
export type Reading = Omit<MinuteGauges, "minute">;

/** Where gauges are kept. Methods throw `FlashboardError` `unavailable` when the database is away. */
export interface GaugeStore {
  /** Keeps a minute's gauges; of several servers' the first stand. */
  keep(gauges: MinuteGauges): Promise<void>;
  /** Those of the minutes `[from, to)` since 1970 UTC, oldest first. */
  read(from: number, to: number): Promise<MinuteGauges[]>;
  /** Forgets those before a minute. */
  forget(before: number): Promise<void>;
}

export interface GaugesOptions {
  store: GaugeStore;
  clock: Clock;
  /** Reads the board; null while it is not known to be current, so that nothing old is kept as new. */
  take(): Promise<Reading | null>;
  /** Called when they could not be kept for another reason than that the database is away. */
  onTrouble(error: unknown): void;
}

/** Keeps what nothing could count afterwards, as each minute begins. A minute that is missed stays unknown. */
export class Gauges implements Disposable {
  readonly #options: GaugesOptions;
  #cancel = () => {};

  constructor(options: GaugesOptions) {
    this.#options = options;
    this.#plan();
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }

  #plan(): void {
    const { clock } = this.#options;
    this.#cancel = clock.after(MINUTE_MS - clock.now() % MINUTE_MS, () => {
      void this.#keep(Math.floor(clock.now() / MINUTE_MS));
      this.#plan();
    });
  }

  async #keep(minute: number): Promise<void> {
    const { store, take, onTrouble } = this.#options;
    try {
      const reading = await take();
      if (reading) await store.keep({ minute, ...reading });
    } catch (error) {
      if (!(error instanceof FlashboardError)) onTrouble(error);
    }
  }
}
