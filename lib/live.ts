import { computed, type ReadonlySignal } from "@preact/signals";
import type { Alert } from "./alert.ts";
import { AlertCalls } from "./alert_calls.ts";
import { type Cells, createStore, type Schedule } from "./cells.ts";
import { type Clock, every } from "./clock.ts";
import { Connection, type ConnectionState, type EventStream, STALE_MS } from "./connection.ts";
import { Freshness } from "./freshness.ts";
import type { Metrics } from "./metrics.ts";
import type { BoardAnswer } from "./poll.ts";
import { createRail, type Rail, type RailOptions } from "./rail.ts";
import { isSilent, standIn } from "./stand_in.ts";
import { STREAM_EVENTS } from "./stream_events.ts";
import type { Update, Updating } from "./updates.ts";

const URL = "/api/stream/metrics?heartbeat=2";
/** How often it is looked whether a snooze is over. */
const WAKE_MS = 1_000;

/** A heartbeat also tells when the server last knew its numbers to be all there is. */
type Message = Partial<Metrics> & {
  currentAt?: string;
  /** Of alerts: whether they are all there are. */
  whole?: boolean;
};

export interface LiveOptions {
  /** What the page was rendered with. */
  initial: Metrics;
  openStream(url: string): EventStream;
  /** Asks for the board over plain HTTP when the stream is held back; absent: it is never asked. */
  fetchBoard?: (etag: string | null) => Promise<BoardAnswer>;
  /** Asks the server for a triage of an alert; absent: this page only shows them. */
  sendTriage?: RailOptions["send"];
  clock: Clock;
  random?: () => number;
  /** Runs a repaint soon; called again only after it ran. At once by default. */
  schedule?: Schedule;
  /** The same for the numbers of the tiles: digits may wait until they can be read, orders may not. */
  scheduleNumbers?: Schedule;
}

/** `polling`: the stream is silent, and the server answers all the same every two seconds. */
export type LiveState = ConnectionState | "polling";

/** Whether the numbers are those of now, so that people may be called for what they say. */
export function isCurrent(state: LiveState): boolean {
  return state === "live" || state === "polling";
}

/** A dashboard that follows the server. */
export interface Live extends Updating {
  readonly cells: Cells;
  readonly connection: ReadonlySignal<LiveState>;
  /** The server's time of the newest numbers, in ms since 1970 UTC. */
  readonly lastAt: ReadonlySignal<number>;
  /** In how many seconds the next try to connect is due; null while a stream is open. */
  readonly retryInS: ReadonlySignal<number | null>;
  /** The alerts by what the team makes of them. */
  readonly rail: Rail;
  /** The server's time, in ms since 1970 UTC: the local clock may be wrong by hours. */
  now(): number;
  start(): void;
  stop(): void;
  tryNow(): void;
  /** The network or the reader came back. */
  wake(): void;
  /** Calls `listener` with each alert that is raised from now on, or comes back from a snooze; the answer ends it. */
  onAlert(listener: (alert: Alert) => void): () => void;
}

/** Makes a dashboard from what the page was rendered with; `start` connects it. */
export function createLive(options: LiveOptions): Live {
  const { initial, clock, openStream, random = Math.random, schedule = (run) => run() } = options;
  const store = createStore(initial, schedule, options.scheduleNumbers ?? schedule);
  const freshness = new Freshness(clock, Date.parse(initial.at));
  const now = () => freshness.now();
  const calls = new AlertCalls(initial.alerts, now);
  const updateListeners = new Set<(update: Update) => void>();
  const rail = createRail({
    alerts: store.cells.alerts,
    now,
    send: options.sendTriage ?? onlyShown,
  });
  let stopWaking = () => {};

  function receive(type: string, text: string): void {
    const { currentAt, whole = type === "init", ...patch }: Message = JSON.parse(text);
    const at = patch.at ? Date.parse(patch.at) : now();
    const isOfNow = type === "init" || type === "heartbeat";
    freshness.note(at, isOfNow, currentAt ? Date.parse(currentAt) : at);
    if (type !== "heartbeat") update(type, at, patch, whole);
    if (patch.alerts) calls.tell(patch.alerts);
  }

  function update(type: string, at: number, patch: Partial<Metrics>, whole: boolean): void {
    const told = { whole: type === "init", at, orders: patch.recentOrders ?? [] };
    for (const listener of updateListeners) listener(told);
    store.patch(whole, patch);
  }

  function receiveAnswer({ text, ageS }: BoardAnswer): void {
    if (text !== null) receive("init", text);
    freshness.noteAge(ageS * 1_000);
  }

  const events = STREAM_EVENTS;
  const stream = new Connection({
    url: URL,
    events,
    openStream,
    clock,
    random,
    onMessage: receive,
  });
  const { state } = stream;
  const { fetchBoard } = options;
  const other = standIn({ state, fetchBoard, clock, onAnswer: receiveAnswer });
  const heard = computed(() =>
    isSilent(state.value) && other.isAnswered.value ? "polling" : state.value
  );
  return {
    cells: store.cells,
    connection: computed(() => trusted(heard.value, freshness.lagMs.value)),
    lastAt: freshness.lastAt,
    retryInS: stream.retryInS,
    rail,
    start() {
      stopWaking();
      stopWaking = every(clock, WAKE_MS, () => rail.wake().forEach((alert) => calls.call(alert)));
      stream.open();
    },
    stop() {
      stopWaking();
      other.stop();
      stream.close();
    },
    tryNow: () => stream.tryNow(),
    wake: () => stream.wake(),
    now,
    onUpdate: (listener) => listen(updateListeners, listener),
    onAlert: (listener) => listen(calls.listeners, listener),
  };
}

function onlyShown(): Promise<never> {
  return Promise.reject(new Error("this page only shows alerts."));
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A server that cannot read its own log goes on beating: its numbers are stale all the same. */
function trusted(state: LiveState, lagMs: number): LiveState {
  return isCurrent(state) && lagMs > STALE_MS ? "stale" : state;
}
