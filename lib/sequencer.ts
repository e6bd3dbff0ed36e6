import { type Clock, every } from "./clock.ts";
import type { LogEvent } from "./event.ts";
import type { Log } from "./log.ts";

export interface SequencerOptions {
  log: Log;
  clock: Clock;
  /** Last event that is known already. */
  after: number;
  /** Called with the next events: each once, in order, without a gap. */
  onEvents(events: LogEvent[]): void;
  /**
   * Called when events that are not known yet were trimmed from the log. Begins anew elsewhere and
   * resolves with the last event that is known there.
   */
  onTrimmed(): Promise<number>;
  /** Called when the log could not be read, and with null when it can be read again. */
  onTrouble(error: unknown): void;
  /** How long a gap may be healed by a late message before the log is asked. Default 20 ms. */
  gapWaitMs?: number;
  /** How often the log is asked whether a message was lost altogether. Default 1,000 ms. */
  pollMs?: number;
}

const PAGE = 1_000;

/** Beyond this many events that came too early the log is the shorter way. */
const EARLY_KEPT = 10_000;

/**
 * Puts events in order. They come from this server's commits and from other servers, in any order,
 * doubled or not at all; what is missing is read from the log.
 */
export class Sequencer {
  readonly #options: Required<SequencerOptions>;
  readonly #early = new Map<number, LogEvent>();
  #last: number;
  #reading: Promise<void> | null = null;
  #cancelGap: (() => void) | null = null;
  readonly #cancelPoll: () => void;

  constructor(options: SequencerOptions) {
    this.#options = { gapWaitMs: 20, pollMs: 1_000, ...options };
    this.#last = options.after;
    this.#cancelPoll = every(options.clock, this.#options.pollMs, () => void this.catchUp());
  }

  /** Takes events as they come, and hands on those whose turn it is. */
  offer(events: readonly LogEvent[]): void {
    for (const event of events) {
      if (event.seq > this.#last && this.#early.size < EARLY_KEPT) {
        this.#early.set(event.seq, event);
      }
    }
    this.#release();
    if (this.#early.size > 0) this.#waitForGap();
  }

  /** Reads from the log what is not known yet. Concurrent calls share one reading. */
  catchUp(): Promise<void> {
    this.#reading ??= this.#read().finally(() => this.#reading = null);
    return this.#reading;
  }

  /** Stops asking the log, and waits for the reading that is on its way. */
  async close(): Promise<void> {
    this.#cancelPoll();
    this.#cancelGap?.();
    await this.#reading;
  }

  #release(): void {
    const run: LogEvent[] = [];
    for (;;) {
      const event = this.#early.get(this.#last + 1);
      if (!event) break;
      this.#early.delete(event.seq);
      this.#last = event.seq;
      run.push(event);
    }
    if (run.length > 0) this.#options.onEvents(run);
  }

  #waitForGap(): void {
    this.#cancelGap ??= this.#options.clock.after(this.#options.gapWaitMs, () => {
      this.#cancelGap = null;
      if (this.#early.size > 0) void this.catchUp();
    });
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const after = this.#last;
        const page = await this.#options.log.read(after, PAGE);
        if (page[0] && page[0].seq !== after + 1) {
          await this.#beginAnew();
          continue;
        }
        for (const event of page) this.#early.set(event.seq, event);
        this.#dropPast();
        this.#release();
        if (page.length < PAGE) break;
      }
      this.#options.onTrouble(null);
      // What came while the last page was on its way may be behind a gap that the page was too early for.
      if (this.#early.size > 0) this.#waitForGap();
    } catch (error) {
      this.#options.onTrouble(error);
    }
  }

  async #beginAnew(): Promise<void> {
    this.#last = await this.#options.onTrimmed();
    this.#dropPast();
  }

  /** While a page was on its way some of it may have come by message and been handed on. */
  #dropPast(): void {
    for (const seq of this.#early.keys()) if (seq <= this.#last) this.#early.delete(seq);
  }
}
