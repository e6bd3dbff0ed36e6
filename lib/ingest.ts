import type { Calendar } from "./day.ts";
import type { Clock } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import type { Publication, Receipt } from "./command.ts";
import type { LedgerOptions } from "./ledger_state.ts";
import type { Committed, Log } from "./log.ts";
import { type Cause, currentCause, tracedFrom } from "./trace.ts";

/** What a publisher is told: its receipt, and in which log. */
export interface Answer {
  receipt: Receipt;
  epoch: string;
}

export interface IngestOptions {
  log: Log;
  clock: Clock;
  calendar: Calendar;
  /** Units below which stock is low, of products without a threshold of their own. */
  lowStockThreshold(): number;
  /** Whether it is told now that stock is low. */
  tellsLowStock?(): boolean;
  /** Called with each commit before its publishers are answered, so that they can read what they wrote. */
  onCommit(committed: Committed): void;
  /** Most items in one transaction. Default 1,000. */
  batchItems?: number;
  /** Most items that wait; beyond, publishers are told to come back. Default 20,000. */
  queueItems?: number;
}

/** What became of published items since the server started. */
export type ItemCounts = Record<"accepted" | "duplicate" | "rejected", number>;

/** Called after each commit with how many items it had, and how many ms it took. */
export type CommitListener = (items: number, tookMs: number) => void;

interface Waiting {
  publication: Publication;
  cause: Cause;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Group commit: while one transaction is on its way, requests that arrive wait together and share
 * the next. A lone publisher never waits; sixty-four pay for one lock and one flush to disk.
 */
export class Ingest {
  readonly #options: Required<IngestOptions>;
  readonly counts: ItemCounts = { accepted: 0, duplicate: 0, rejected: 0 };
  #listener: CommitListener = () => {};
  #queue: Waiting[] = [];
  #queuedItems = 0;
  #writing: Promise<void> | null = null;
  #closed = false;

  constructor(options: IngestOptions) {
    this.#options = {
      batchItems: 1_000,
      queueItems: 20_000,
      tellsLowStock: () => true,
      ...options,
    };
  }

  /** Items that wait to be written. */
  get waiting(): number {
    return this.#queuedItems;
  }

  /** Sets who is told of commits. */
  watch(listener: CommitListener): void {
    this.#listener = listener;
  }

  /**
   * Writes a publication; resolves once it is durable.
   *
   * @throws FlashboardError `unavailable` when the queue is full, the server is stopping or the
   * database is away: nothing of it was written, or (connection lost while committing) all of it.
   */
  publish(publication: Publication): Promise<Answer> {
    if (this.#closed) return Promise.reject(busy("The server is stopping", 1));
    if (this.#queuedItems + publication.commands.length > this.#options.queueItems) {
      return Promise.reject(busy("Too many orders are waiting to be written", 1));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ publication, cause: currentCause(), resolve, reject });
      this.#queuedItems += publication.commands.length;
      this.#writing ??= this.#drain();
    });
  }

  /** Refuses new publications and resolves when those that wait are written. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  async #drain(): Promise<void> {
    // Requests that are already on their way in this turn share the first transaction too.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#write(this.#takeBatch());
    this.#writing = null;
  }

  #takeBatch(): Waiting[] {
    let items = 0;
    let requests = 0;
    for (const { publication } of this.#queue) {
      items += publication.commands.length;
      if (requests > 0 && items > this.#options.batchItems) break;
      requests++;
    }
    const batch = this.#queue.splice(0, requests);
    for (const { publication } of batch) this.#queuedItems -= publication.commands.length;
    return batch;
  }

  async #write(batch: Waiting[]): Promise<void> {
    try {
      const causes = batch.map(({ cause }) => cause);
      const committed = await tracedFrom("commit", causes, { requests: batch.length }, () => {
        return this.#commit(batch.map(({ publication }) => publication));
      });
      batch.forEach(({ resolve, reject }, at) => {
        const receipt = committed.answers[at];
        if (receipt) resolve({ receipt, epoch: committed.epoch });
        else reject(new Error("A publication was left without an answer"));
      });
    } catch (error) {
      const outage = error instanceof FlashboardError;
      if (outage || batch.length === 1) batch.forEach(({ reject }) => reject(error));
      else await this.#writeApart(batch);
    }
  }

  /** One request that the database cannot take must not sink its neighbours. */
  async #writeApart(batch: Waiting[]): Promise<void> {
    for (const waiting of batch) await this.#write([waiting]);
  }

  async #commit(batch: Publication[]): Promise<Committed> {
    const { log, clock, calendar, lowStockThreshold, tellsLowStock, onCommit } = this.#options;
    const options: LedgerOptions = {
      now: clock.now(),
      dateOf: (instant) => calendar.dayOf(instant).date,
      lowStockThreshold: lowStockThreshold(),
      tellsLowStock: tellsLowStock(),
    };
    const start = performance.now();
    const committed = await log.commit(batch, options);
    const items = batch.reduce((sum, { commands }) => sum + commands.length, 0);
    this.#listener(items, performance.now() - start);
    this.#count(committed);
    onCommit(committed);
    return committed;
  }

  #count({ answers }: Committed): void {
    for (const { accepted, duplicates, rejected } of answers) {
      this.counts.accepted += accepted;
      this.counts.duplicate += duplicates;
      this.counts.rejected += rejected.length;
    }
  }
}

function busy(message: string, retryAfterS: number): FlashboardError {
  return new FlashboardError("unavailable", message, { retryAfterS });
}
