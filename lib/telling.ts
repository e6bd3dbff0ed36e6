import type { Alert } from "./alert.ts";
import { openAs } from "./alert_list.ts";
import { noticesBetween } from "./alert_notices.ts";
import type { Clock } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import type { LogEvent } from "./event.ts";
import type { Notice, Outbox } from "./outbox.ts";

/** Who follows the alerts of a board as it is folded. */
export interface AlertWatcher {
  /** Begins with the alerts of a board that was kept. */
  begin(alerts: readonly Alert[]): void;
  /** Takes note of the alerts as an event left them. */
  note(alerts: readonly Alert[], event: LogEvent): void;
  /** Resolves once all is told up to event `seq`, which was noted; rejects when that is given up. */
  settled(seq: number): Promise<void>;
  /** Tries no more than once again. */
  close(): void;
}

/** How far the log was told, by whichever server. */
export interface Told {
  seq(): Promise<number>;
  /** Never back. */
  move(seq: number): Promise<void>;
}

export interface TellingOptions {
  outbox: Outbox;
  told: Told;
  clock: Clock;
  storeName(): string;
  /** Called when it could not be told for another reason than that the database is away. */
  onTrouble(error: unknown): void;
}

interface News {
  seq: number;
  notice: Notice;
}

const AT_A_TIME = 100;
const RETRY_MS = 1_000;

/**
 * Tells the outbox what becomes of the board's alerts. Every server that folds the log tells it, and
 * the outbox takes the first. A board is kept only once all it comes from was told: a server that
 * starts folds what came after it, and so tells whatever a killed one could not. What was told long
 * ago is not told again, also where a newer version would fold other alerts out of the same log.
 */
export class Telling implements AlertWatcher {
  readonly #options: TellingOptions;
  /** What came until then was told before this server started. */
  readonly #after: number;
  #seen: readonly Alert[] = [];
  readonly #queue: News[] = [];
  #posting: Promise<void> | null = null;
  #closed = false;

  private constructor(options: TellingOptions, after: number) {
    this.#options = options;
    this.#after = after;
  }

  /** @throws FlashboardError `unavailable` when the database is away. */
  static async open(options: TellingOptions): Promise<Telling> {
    return new Telling(options, await options.told.seq());
  }

  begin(alerts: readonly Alert[]): void {
    this.#seen = [...alerts];
  }

  note(alerts: readonly Alert[], event: LogEvent): void {
    const { seq } = event;
    const notices = noticesBetween(
      this.#seen,
      withRaised(alerts, event),
      this.#options.storeName(),
    );
    this.#seen = [...alerts];
    if (seq <= this.#after || notices.length === 0) return;
    this.#queue.push(...notices.map((notice) => ({ seq, notice })));
    this.#start();
  }

  async settled(seq: number): Promise<void> {
    while (this.#posting) await this.#posting;
    if (this.#queue.length > 0) throw new Error("Alerts wait to be told to the outbox");
    await this.#options.told.move(seq);
  }

  close(): void {
    this.#closed = true;
  }

  #start(): void {
    this.#posting ??= this.#post().finally(() => {
      this.#posting = null;
      // Something was noted while it was coming to its end.
      if (this.#queue.length > 0 && !this.#closed) this.#start();
    });
  }

  async #post(): Promise<void> {
    const { clock } = this.#options;
    while (this.#queue.length > 0) {
      if (await this.#postSome()) continue;
      if (this.#closed) return;
      await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
    }
  }

  async #postSome(): Promise<boolean> {
    const { outbox, told, onTrouble } = this.#options;
    const news = this.#queue.slice(0, AT_A_TIME);
    try {
      await outbox.post(news.map(({ notice }) => notice));
      this.#queue.splice(0, news.length);
      // Of an event that has more to tell, not all was told.
      const [next] = this.#queue;
      await told.move(Math.min((next?.seq ?? Infinity) - 1, news.at(-1)?.seq ?? 0));
      return true;
    } catch (error) {
      const isAway = error instanceof FlashboardError && error.code === "unavailable";
      if (!isAway) onTrouble(error);
      return false;
    }
  }
}

/** Where a board is full of worse ones an alert leaves it at once, and is told all the same. */
function withRaised(alerts: readonly Alert[], { channel, data }: LogEvent): readonly Alert[] {
  const raised = data as Alert;
  const isListed = channel !== "alerts" || alerts.some(({ id }) => id === raised.id);
  return isListed || isDouble(alerts, raised) ? alerts : [raised, ...alerts];
}

/** Of two servers that watch the shop only the first is heard. */
function isDouble(alerts: readonly Alert[], { rule, severity, productId }: Alert): boolean {
  return rule !== undefined && productId === undefined &&
    openAs(alerts, { rule, severity }) !== undefined;
}
