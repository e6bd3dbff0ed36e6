import { type ReadonlySignal, signal } from "@preact/signals";
import { type Clock, every } from "./clock.ts";

/**
 * How far the numbers can be trusted, by the age of what was last heard: `connecting` until the
 * first message, `stale` after 5 s of silence, `offline` after 30 s.
 */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "stale" | "offline";

/** What a stream hands to its listeners; messages carry data, errors do not. */
export interface StreamEvent {
  data?: unknown;
  lastEventId?: string | undefined;
}

/** The part of `EventSource` that is used, so that tests can stand in for it. */
export interface EventStream {
  addEventListener(type: string, listener: (event: StreamEvent) => void): void;
  close(): void;
}

export interface ConnectionOptions {
  url: string;
  /** Names of the events to listen for. */
  events: readonly string[];
  openStream(url: string): EventStream;
  clock: Clock;
  random(): number;
  onMessage(type: string, data: string): void;
}

/** Silence after which numbers count as stale, in ms: two heartbeats lost. */
export const STALE_MS = 5_000;
const OFFLINE_MS = 30_000;
/** Silence in ms that a stream is allowed once a network, a reader or the machine came back. */
const DOUBT_MS = 2_500;
const TICK_MS = 250;
/** A tick that comes this much later tells of a machine that slept. */
const LATE_MS = 1_000;
const BACK_OFF = { firstMs: 500, mostMs: 2_000, jitterMs: 500 };
/** A new stream may take this many times `STALE_MS` to answer: a herd that hurries a slow server slows it. */
const MOST_PATIENCE = 4;

/**
 * Keeps one stream open. It reconnects by itself and not by the browser's own means, which give up
 * after an answer like 503, notice no half-open connection and tell nobody when they try again.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #state = signal<ConnectionState>("connecting");
  readonly #retryInS = signal<number | null>(null);
  #isOpen = false;
  #stream: EventStream | null = null;
  #lastId = "";
  #everHeard = false;
  #broken = false;
  #heardAt: number;
  #openedAt: number;
  /** Streams opened since the last message. */
  #unanswered = 0;
  /** The stream may have died since the last message. */
  #isDoubted = false;
  #tickedAt = 0;
  /** When the next try is due by the clock. */
  #retryAt: number | null = null;
  #cancelRetry = () => {};
  #cancelTick = () => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#heardAt = this.#openedAt = options.clock.now();
  }

  get state(): ReadonlySignal<ConnectionState> {
    return this.#state;
  }

  /** Whole seconds until the next try; null while a stream is open. */
  get retryInS(): ReadonlySignal<number | null> {
    return this.#retryInS;
  }

  /** Opens the stream, and keeps it open until `close`; nothing happens when it is open. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#reopen();
    this.#tickedAt = this.#options.clock.now();
    this.#cancelTick = every(this.#options.clock, TICK_MS, () => this.#tick());
  }

  /** Closes the stream; `open` begins anew where it left off. */
  close(): void {
    this.#isOpen = false;
    this.#cancelTick();
    this.#drop();
  }

  /** Opens a new stream now, whatever the back-off. */
  tryNow(): void {
    this.#broken = true;
    this.#reopen();
    this.#check();
  }

  /** A network or a reader came back: opens anew when the stream may have died meanwhile. */
  wake(): void {
    if (!this.#isOpen) return;
    this.#isDoubted = true;
    if (this.#stream) this.#check();
    else this.tryNow();
  }

  #tick(): void {
    const lateMs = this.#options.clock.now() - this.#tickedAt - TICK_MS;
    this.#tickedAt = this.#options.clock.now();
    if (lateMs > LATE_MS) this.#isDoubted = true;
    this.#check();
  }

  #reopen(): void {
    this.#drop();
    this.#isDoubted = false;
    const { clock, openStream, url, events, onMessage } = this.#options;
    const after = this.#lastId && `&after=${encodeURIComponent(this.#lastId)}`;
    const stream = openStream(url + after);
    this.#stream = stream;
    this.#openedAt = clock.now();
    this.#unanswered++;
    for (const type of events) {
      stream.addEventListener(type, ({ data, lastEventId }) => {
        if (stream !== this.#stream) return;
        this.#heard(lastEventId);
        onMessage(type, String(data));
      });
    }
    stream.addEventListener("error", () => stream === this.#stream && this.#lost());
  }

  #heard(id: string | undefined): void {
    if (id) this.#lastId = id;
    this.#heardAt = this.#options.clock.now();
    this.#everHeard = true;
    this.#broken = this.#isDoubted = false;
    this.#unanswered = 0;
    this.#check();
  }

  #lost(): void {
    this.#drop();
    this.#broken = true;
    const { clock, random } = this.#options;
    const { firstMs, mostMs, jitterMs } = BACK_OFF;
    const doubled = firstMs * 2 ** Math.max(0, this.#unanswered - 1);
    const delay = Math.min(doubled, mostMs) + random() * jitterMs;
    this.#retryAt = clock.now() + delay;
    this.#cancelRetry = clock.after(delay, () => this.#reopen());
    this.#check();
  }

  #drop(): void {
    this.#cancelRetry();
    this.#stream?.close();
    this.#stream = null;
    this.#retryAt = this.#retryInS.value = null;
  }

  #check(): void {
    const now = this.#options.clock.now();
    // A clock that was set back must not make old numbers young.
    this.#heardAt = Math.min(this.#heardAt, now);
    this.#openedAt = Math.min(this.#openedAt, now);
    const patience = STALE_MS * Math.min(Math.max(1, this.#unanswered), MOST_PATIENCE);
    const quietMs = now - Math.max(this.#heardAt, this.#openedAt);
    if (this.#stream && quietMs > (this.#isDoubted ? DOUBT_MS : patience)) this.tryNow();
    this.#state.value = this.#judge();
    const retryAt = this.#retryAt;
    this.#retryInS.value = retryAt === null ? null : Math.max(0, Math.ceil((retryAt - now) / 1000));
  }

  #judge(): ConnectionState {
    const silence = this.#silenceMs();
    if (silence > OFFLINE_MS) return "offline";
    if (silence > STALE_MS) return "stale";
    if (!this.#everHeard) return "connecting";
    return this.#broken ? "reconnecting" : "live";
  }

  #silenceMs(): number {
    return this.#options.clock.now() - this.#heardAt;
  }
}
