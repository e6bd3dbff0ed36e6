import type { Alert } from "./alert.ts";
import { noticesBetween } from "./alert_notices.ts";
import type { Clock } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import type { Notice, Outbox } from "./outbox.ts";

/** Who follows the alerts of a board as it is folded. */
export interface AlertWatcher {
  /** Begins with the alerts of a board that was kept: all there is to tell of them was told. */
  begin(alerts: readonly Alert[]): void;
  /** Takes note of the alerts as an event left them. */
  note(alerts: readonly Alert[]): void;
  /** Resolves once all that was noted is told; rejects when that is given up. */
  settled(): Promise<void>;
  /** Tries no more than once again. */
  close(): void;
}

export interface TellingOptions {
  outbox: Outbox;
  clock: Clock;
  storeName(): string;
  /** Called when it could not be told for another reason than that the database is away. */
  onTrouble(error: unknown): void;
}

const AT_A_TIME = 100;
const RETRY_MS = 1_000;

/** What is older is no news. A key is known for longer, so that nothing is told again. */
const NEWS_MS = 7 * 24 * 3_600_000;

/**
 * Tells the outbox what becomes of the board's alerts. Every server that folds the log tells it, and
 * the outbox takes the first. A board is kept only once all it comes from was told: a server that
 * starts folds what came after it, and so tells whatever a killed one could not.
 */
export class Telling implements AlertWatcher {
  readonly #options: TellingOptions;
  #seen: readonly Alert[] = [];
  #queue: Notice[] = [];
  #posting: Promise<void> | null = null;
  #closed = false;

  constructor(options: TellingOptions) {
    this.#options = options;
  }

  begin(alerts: readonly Alert[]): void {
    this.#seen = [...alerts];
  }

  note(alerts: readonly Alert[]): void {
    const { clock, storeName } = this.#options;
    const since = new Date(clock.now() - NEWS_MS).toISOString();
    const notices = noticesBetween(this.#seen, alerts, storeName());
    this.#seen = [...alerts];
    this.#queue.push(...notices.filter(({ at }) => at >= since));
    if (this.#queue.length > 0) {
      this.#posting ??= this.#post().finally(() => this.#posting = null);
    }
  }

  async settled(): Promise<void> {
    await this.#posting;
    if (this.#queue.length > 0) throw new Error("Alerts wait to be told to the outbox");
  }

  close(): void {
    this.#closed = true;
  }

  async #post(): Promise<void> {
    const { outbox, clock, onTrouble } = this.#options;
    while (this.#queue.length > 0) {
      const notices = this.#queue.slice(0, AT_A_TIME);
      try {
        await outbox.post(notices);
        this.#queue.splice(0, notices.length);
      } catch (error) {
        const isAway = error instanceof FlashboardError && error.code === "unavailable";
        if (!isAway) onTrouble(error);
        if (this.#closed) return;
        await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
      }
    }
  }
}
