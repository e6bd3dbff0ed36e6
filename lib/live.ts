import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Alert } from "./alert.ts";
import { type Cells, createStore, type Schedule } from "./cells.ts";
import { type Clock, every } from "./clock.ts";
import { Connection, type ConnectionState, type EventStream, STALE_MS } from "./connection.ts";
import type { Metrics } from "./metrics.ts";
import { type BoardAnswer, Poller } from "./poll.ts";
import { ServerClock } from "./server_clock.ts";
import { STREAM_EVENTS } from "./stream_events.ts";
import { createRail, type Rail, type RailOptions } from "./rail.ts";
import { standingOf } from "./triage.ts";
import type { Update, Updating } from "./updates.ts";

const URL = "/api/stream/metrics?heartbeat=2";
/** An alert that is older when it comes is history: it is shown, and nobody is called for it. */
const FRESH_ALERT_MS = 60_000;
/** How often it is looked whether a snooze is over. */
const WAKE_MS = 1_000;
/** Alerts that are remembered, so that none is told twice; a page may stay open for weeks. */
const KNOWN_ALERTS = 1_000;

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
  /** When the next try to connect is due by the local clock, and in how many seconds. */
  readonly retryAt: ReadonlySignal<number | null>;
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
  const lastAt = signal(Date.parse(initial.at));
  const lagMs = signal(0);
  const serverClock = new ServerClock(clock);
  serverClock.note(lastAt.peek(), true);
  const now = () => serverClock.now();
  const updateListeners = new Set<(update: Update) => void>();
  const listeners = new Set<(alert: Alert) => void>();
  const known = new Set(initial.alerts.map(({ id }) => id));

  function receive(type: string, text: string): void {
    const { currentAt, whole = type === "init", ...patch }: Message = JSON.parse(text);
    const at = patch.at ? Date.parse(patch.at) : now();
    // Only these are sent when they are made: other events are replayed, too.
    const isOfNow = type === "init" || type === "heartbeat";
    if (patch.at) serverClock.note(at, isOfNow);
    if (isOfNow) lagMs.value = currentAt ? Math.max(0, at - Date.parse(currentAt)) : 0;
    lastAt.value = (isOfNow ? at : now()) - lagMs.peek();
    if (type !== "heartbeat") update(type, at, patch, whole);
    if (patch.alerts) tell(patch.alerts, type === "init");
  }

  function update(type: string, at: number, patch: Partial<Metrics>, whole: boolean): void {
    const told = { whole: type === "init", at, orders: patch.recentOrders ?? [] };
    for (const listener of updateListeners) listener(told);
    store.patch(whole, patch);
  }

  function tell(alerts: Alert[], whole: boolean): void {
    const raised = alerts.filter(({ id }) => !known.has(id)).reverse();
    if (whole) known.clear();
    for (const { id } of alerts) known.add(id);
    for (const id of known) if (known.size > KNOWN_ALERTS) known.delete(id);
    for (const alert of raised) {
      const isOld = now() - Date.parse(alert.at) > FRESH_ALERT_MS;
      if (!isOld && standingOf(alert, now()) === "open") call(alert);
    }
  }

  function call(alert: Alert): void {
    for (const listener of listeners) listener(alert);
  }

  const rail = createRail({
    alerts: store.cells.alerts,
    now,
    send: options.sendTriage ?? (() => Promise.reject(new Error("this page only shows alerts."))),
  });
  let stopWaking = () => {};

  const stream = new Connection({
    url: URL,
    events: STREAM_EVENTS,
    openStream,
    clock,
    random,
    onMessage: receive,
  });
  const answered = signal(false);

  function receiveAnswer({ text, ageS }: BoardAnswer): void {
    if (text !== null) receive("init", text);
    lagMs.value = ageS * 1_000;
    lastAt.value = now() - lagMs.peek();
    answered.value = true;
  }

  const stopPolling = standIn(stream.state, answered, options, receiveAnswer);
  const heard = computed(() => {
    const isSilent = stream.state.value === "stale" || stream.state.value === "offline";
    return isSilent && answered.value ? "polling" : stream.state.value;
  });
  return {
    cells: store.cells,
    connection: computed(() => trusted(heard.value, lagMs.value)),
    lastAt,
    retryAt: stream.retryAt,
    retryInS: stream.retryInS,
    rail,
    start() {
      stopWaking();
      stopWaking = every(clock, WAKE_MS, () => rail.wake().forEach(call));
      stream.open();
    },
    stop() {
      stopWaking();
      stopPolling();
      stream.close();
    },
    tryNow: () => stream.tryNow(),
    wake: () => stream.wake(),
    now,
    onUpdate: (listener) => listen(updateListeners, listener),
    onAlert: (listener) => listen(listeners, listener),
  };
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Polls for as long as the stream is silent: some proxies hold a stream back and let the rest pass.
 * The answer stops it until the stream falls silent again.
 */
function standIn(
  state: ReadonlySignal<ConnectionState>,
  answered: Signal<boolean>,
  { fetchBoard, clock }: LiveOptions,
  onAnswer: (answer: BoardAnswer) => void,
): () => void {
  if (!fetchBoard) return () => {};
  const poller = new Poller({
    fetchBoard,
    clock,
    onAnswer,
    onFailure: () => answered.value = false,
  });
  const stop = () => {
    poller.stop();
    answered.value = false;
  };
  effect(() => {
    if (state.value === "stale" || state.value === "offline") poller.start();
    else stop();
  });
  return stop;
}

/** A server that cannot read its own log goes on beating: its numbers are stale all the same. */
function trusted(state: LiveState, lagMs: number): LiveState {
  return isCurrent(state) && lagMs > STALE_MS ? "stale" : state;
}
