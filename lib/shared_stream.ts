import { type Clock, every } from "./clock.ts";
import type { EventStream, StreamEvent } from "./connection.ts";
import { STREAM_EVENTS } from "./stream_events.ts";

/** The part of `MessagePort` that is used: a tab at the one end, what all tabs share at the other. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** What a tab is told: an event of the stream, an `error`, or a `pong` for its ping. */
interface Told extends StreamEvent {
  type: string;
}

export interface SharedStreamOptions {
  /** Opens a stream that begins with a whole board. */
  openStream(): EventStream;
  clock: Clock;
}

/** Tabs that come within this many ms, as after an outage, wait for the same new stream. */
const TOGETHER_MS = 3_000;
/** A tab asks this often, in ms, whether what is shared is still there: no event tells of a crash. */
const PING_MS = 250;
/** Pings in a row that may stay without answer: of a worker that is known, and of one that starts. */
const PATIENCE = { known: 3, starting: 20 };

/**
 * One stream for all tabs of a browser. A tab that joins has a new stream opened, whose whole board
 * goes to everybody and ends the old one: so nothing falls between a newcomer's board and the next
 * frame, nothing of the old stream comes after it, and a stream that died in silence is replaced by
 * the first tab that notices.
 */
export class SharedStream {
  readonly #options: SharedStreamOptions;
  /** Tabs that have a whole board, and those that wait for one. */
  readonly #tabs = new Set<Port>();
  readonly #waiting = new Set<Port>();
  #stream: EventStream | null = null;
  #next: EventStream | null = null;
  #nextOpenedAt = 0;

  constructor(options: SharedStreamOptions) {
    this.#options = options;
  }

  /** Takes in a tab, until it says that it leaves. */
  join(tab: Port): void {
    tab.addEventListener("message", ({ data }) => {
      if (data === "ping") tell([tab], { type: "pong" });
      else this.#leave(tab);
    });
    tab.start();
    this.#waiting.add(tab);
    const waitedMs = Math.abs(this.#options.clock.now() - this.#nextOpenedAt);
    if (!this.#next || waitedMs > TOGETHER_MS) this.#open();
  }

  #leave(tab: Port): void {
    this.#tabs.delete(tab);
    this.#waiting.delete(tab);
    tab.close();
    this.#closeUnread();
  }

  /** Closes the streams that no tab waits for, or has. */
  #closeUnread(): void {
    if (this.#waiting.size === 0) this.#next = closed(this.#next);
    if (this.#tabs.size + this.#waiting.size === 0) this.#stream = closed(this.#stream);
  }

  #open(): void {
    closed(this.#next);
    const stream = this.#next = this.#options.openStream();
    this.#nextOpenedAt = this.#options.clock.now();
    for (const type of STREAM_EVENTS) {
      stream.addEventListener(type, ({ data, lastEventId }) => {
        if (stream === this.#next && type === "init") this.#change();
        if (stream === this.#stream) tell(this.#tabs, { type, data, lastEventId });
      });
    }
    stream.addEventListener("error", () => this.#lose(stream));
  }

  /** The next stream takes over. */
  #change(): void {
    closed(this.#stream);
    this.#stream = this.#next;
    this.#next = null;
    for (const tab of this.#waiting) this.#tabs.add(tab);
    this.#waiting.clear();
  }

  /** Those who heard of a stream hear that it is lost; each comes back in its own time. */
  #lose(stream: EventStream): void {
    if (stream !== this.#stream && stream !== this.#next) return;
    const tabs = stream === this.#stream ? this.#tabs : this.#waiting;
    if (stream === this.#stream) this.#stream = null;
    else this.#next = null;
    stream.close();
    const told = [...tabs];
    tabs.clear();
    this.#closeUnread();
    tell(told, { type: "error" });
  }
}

function closed(stream: EventStream | null): null {
  stream?.close();
  return null;
}

function tell(tabs: Iterable<Port>, message: Told): void {
  for (const tab of tabs) tab.postMessage(message);
}

/**
 * A tab's end of what all tabs share. It fails like any stream when nobody is at the other end any
 * more; `onNobody` is called too when nobody ever was.
 */
export function joinStream(port: Port, clock: Clock, onNobody: () => void): EventStream {
  const listeners = new Map<string, (event: StreamEvent) => void>();
  let isKnown = false;
  let unanswered = 0;

  function ping(): void {
    if (unanswered++ < PATIENCE[isKnown ? "known" : "starting"]) return port.postMessage("ping");
    if (!isKnown) onNobody();
    listeners.get("error")?.({});
  }

  port.addEventListener("message", ({ data }) => {
    const { type, ...event } = data as Told;
    isKnown = true;
    unanswered = 0;
    listeners.get(type)?.(event);
  });
  port.start();
  ping();
  const stopPings = every(clock, PING_MS, ping);
  return {
    addEventListener: (type, listener) => listeners.set(type, listener),
    close() {
      stopPings();
      port.postMessage("leave");
      port.close();
    },
  };
}
