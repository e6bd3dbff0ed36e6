import type { LogEvent, Position } from "./event.ts";
import type { Log } from "./log.ts";

export interface FeedOptions {
  log: Log;
  /** Last event when the feed begins. */
  after: number;
  /** Events kept in memory for readers that are close behind. Default 5,000. */
  kept?: number;
}

/** What a reader gets next. */
export interface Page {
  events: LogEvent[];
  /** What came before these events is gone from the log. */
  trimmed: boolean;
  /** Other readers get the very same events from memory. */
  shared: boolean;
}

const NOTHING: Page = { events: [], trimmed: false, shared: false };

/** Where one reader stands, and what it wants to see. */
export interface Cursor {
  seq: number;
  /** `null`: every channel. */
  channels: readonly string[] | null;
}

const PAGE = 500;

/**
 * The lossless stream's source. A reader asks for what comes after its cursor and gets it from memory,
 * or from the log in pages when it is further behind: a slow reader costs one page and holds up nobody.
 */
export class Feed {
  readonly #log: Log;
  readonly #kept: number;
  readonly #ring: LogEvent[] = [];
  #head: number;
  #ended = false;
  #wake = Promise.withResolvers<void>();

  constructor({ log, after, kept = 5_000 }: FeedOptions) {
    this.#log = log;
    this.#head = after;
    this.#kept = kept;
  }

  /** Adds the next events and wakes the readers that wait for them. */
  append(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.#ring.push(event);
      this.#head = event.seq;
    }
    const tooMany = this.#ring.length - this.#kept;
    if (tooMany > 0) this.#ring.splice(0, tooMany);
    this.nudge();
  }

  /** Wakes the readers though there may be nothing new: they have a heartbeat to send, or to end. */
  nudge(): void {
    const { resolve } = this.#wake;
    this.#wake = Promise.withResolvers();
    resolve();
  }

  /** Whether the server stops, so that readers should end. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Tells readers to end. */
  end(): void {
    this.#ended = true;
    this.nudge();
  }

  /** Resolves at the next `append` or `nudge`. */
  awake(): Promise<void> {
    return this.#wake.promise;
  }

  /** Begins anew at another position: what lies between is not known here. */
  restart(after: number): void {
    this.#ring.length = 0;
    this.#head = after;
    this.nudge();
  }

  /** The next page after a cursor, which it moves on. Empty when the reader is up to date. */
  async next(cursor: Cursor): Promise<Page> {
    while (cursor.seq < this.#head) {
      const page = this.#recent(cursor) ?? await this.#older(cursor);
      if (page.events.length > 0 || page.trimmed) return page;
    }
    return NOTHING;
  }

  /** Whether `position` lies in this log: not beyond its head, which another server may know before us. */
  async reaches(position: Position, epoch: string): Promise<boolean> {
    if (position.epoch !== epoch) return false;
    return position.seq <= this.#head || position.seq <= (await this.#log.head()).seq;
  }

  /** A page from memory; null when the cursor lies further back. */
  #recent(cursor: Cursor): Page | null {
    const { channels } = cursor;
    const oldest = this.#ring[0];
    if (!oldest || cursor.seq < oldest.seq - 1) return null;
    const from = cursor.seq - oldest.seq + 1;
    const page = this.#ring.slice(from, from + PAGE);
    cursor.seq = page.at(-1)?.seq ?? cursor.seq;
    const events = channels ? page.filter(({ channel }) => channels.includes(channel)) : page;
    return { events, trimmed: false, shared: true };
  }

  async #older(cursor: Cursor): Promise<Page> {
    const head = this.#head;
    const events = await this.#log.read(cursor.seq, PAGE, cursor.channels ?? undefined);
    // Without a gap there is nothing to ask. Asked after reading: the mark is set before events go.
    const whole = events[0]?.seq === cursor.seq + 1;
    const trimmedTo = whole ? 0 : await this.#log.trimmed();
    if (trimmedTo > cursor.seq) {
      cursor.seq = trimmedTo;
      return { ...NOTHING, trimmed: true };
    }
    // A page that is not full says that up to `head` nothing else is wanted.
    cursor.seq = events.length < PAGE ? Math.max(head, lastSeq(events)) : lastSeq(events);
    return { events, trimmed: false, shared: false };
  }
}

function lastSeq(page: readonly LogEvent[]): number {
  return page.at(-1)?.seq ?? 0;
}
