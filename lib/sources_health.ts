import type { Clock } from "./clock.ts";
import type { ErrorCode } from "./error.ts";
import { SharedValues } from "./shared.ts";
import { joinRecords, refused, type SourceRecord, taken, unsigned } from "./source_record.ts";

/** Where records are kept for all servers. Methods throw when the database is away. */
export interface SourceStore {
  /** Joins each record with what is kept of its source. */
  add(records: readonly SourceRecord[]): Promise<void>;
  all(): Promise<SourceRecord[]>;
}

export interface SourcesHealthOptions {
  store: SourceStore;
  clock: Clock;
}

/** A delivery that was refused: with which error, and where in its body. */
export interface Refused {
  code: ErrorCode;
  pointer?: string | undefined;
}

/** How often what came is written at most, and how old what is read may be, in ms. */
const WRITE_MS = 1_000;
const READ_MS = 1_000;

/** What may be said of a refused delivery. An error's own message may quote what was in it. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  bad_json: "Its body is not JSON",
  invalid: "It does not say what is needed",
  conflict: "It is known with other content",
  unavailable: "The database was away",
};

/**
 * Counts what becomes of deliveries. A note is only counted in memory, so that no delivery waits for it;
 * once a second it is added to what all servers counted. What a kill cuts off is a second of counts.
 */
export class SourcesHealth implements AsyncDisposable {
  /** What came to this server since it started, by source; without its hours, which would only grow. */
  readonly here = new Map<string, SourceRecord>();
  readonly #options: SourcesHealthOptions;
  readonly #read: SharedValues<SourceRecord[]>;
  #waiting = new Map<string, SourceRecord>();
  #writing: Promise<void> | null = null;
  #cancel: (() => void) | null = null;

  constructor(options: SourcesHealthOptions) {
    this.#options = options;
    this.#read = new SharedValues(options.clock);
  }

  /** @param eventAt When what it tells happened (ms since 1970 UTC); null when it does not say. */
  noteTaken(source: string, eventAt: number | null): void {
    this.#note(taken(source, this.#options.clock.now(), eventAt));
  }

  noteRefused(source: string, { code, pointer }: Refused): void {
    const at = this.#options.clock.now();
    if (code === "unauthorized") return this.#note(unsigned(source, at));
    const reason = (REASONS[code] ?? "It was refused") + (pointer ? `: ${pointer}` : "");
    this.#note(refused(source, { at, reason }));
  }

  /**
   * What all servers counted, at most a second ago.
   *
   * @throws FlashboardError `unavailable` when the database is away.
   */
  async all(): Promise<SourceRecord[]> {
    const { value } = await this.#read.get("all", READ_MS, async () => {
      await this.#write();
      return await this.#options.store.all();
    });
    return value;
  }

  /** Writes what was counted last. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancel?.();
    await this.#write();
  }

  #note(record: SourceRecord): void {
    add(this.here, { ...record, hours: {} });
    add(this.#waiting, record);
    this.#cancel ??= this.#options.clock.after(WRITE_MS, () => void this.#write());
  }

  /** Never throws: what could not be written waits for the next time. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeWaiting().finally(() => this.#writing = null);
    return this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    const news = this.#waiting;
    this.#cancel?.();
    this.#cancel = null;
    if (news.size === 0) return;
    this.#waiting = new Map();
    try {
      await this.#options.store.add([...news.values()]);
    } catch {
      // That the database is away is told by whoever cannot do without it.
      const since = this.#waiting;
      this.#waiting = news;
      for (const record of since.values()) add(news, record);
      this.#cancel ??= this.#options.clock.after(WRITE_MS, () => void this.#write());
    }
  }
}

function add(records: Map<string, SourceRecord>, record: SourceRecord): void {
  const known = records.get(record.source);
  records.set(record.source, known ? joinRecords(known, record) : record);
}
