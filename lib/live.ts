import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Alert } from "./alert.ts";
import type { RecentOrder } from "./board.ts";
import type { Clock } from "./clock.ts";
import { Connection, type ConnectionState, type EventStream, STALE_MS } from "./connection.ts";
import type { Metrics } from "./metrics.ts";

const URL = "/api/stream/metrics?heartbeat=2";
const EVENTS = ["init", "orders", "revenue", "inventory", "alerts", "visitors", "heartbeat"];
const FEED_LENGTH = 50;
/** An alert that is older when it comes is history: it is shown, and nobody is called for it. */
const FRESH_ALERT_MS = 60_000;

/** Each number of the board as a signal of its own, so that a change repaints nothing else. */
export type Cells = { readonly [K in keyof Metrics]: ReadonlySignal<Metrics[K]> };

/** A heartbeat also tells when the server last knew its numbers to be all there is. */
type Message = Partial<Metrics> & { currentAt?: string };

export interface LiveOptions {
  /** What the page was rendered with. */
  initial: Metrics;
  openStream(url: string): EventStream;
  clock: Clock;
  random?: () => number;
  /** Runs a repaint soon; called again only after it ran. At once by default. */
  schedule?: (repaint: () => void) => void;
}

/** A dashboard that follows the server. */
export interface Live {
  readonly cells: Cells;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** The server's time of the newest numbers, in ms since 1970 UTC. */
  readonly lastAt: ReadonlySignal<number>;
  /** When the next try to connect is due by the local clock, and in how many seconds. */
  readonly retryAt: ReadonlySignal<number | null>;
  readonly retryInS: ReadonlySignal<number | null>;
  start(): void;
  stop(): void;
  tryNow(): void;
  /** The network or the reader came back. */
  wake(): void;
  /** Calls `listener` once with each alert that is raised from now on; the answer ends it. */
  onAlert(listener: (alert: Alert) => void): () => void;
}

/** Makes a dashboard from what the page was rendered with; `start` connects it. */
export function createLive(options: LiveOptions): Live {
  const { initial, clock, openStream, random = Math.random, schedule = (run) => run() } = options;
  const store = createStore(initial, schedule);
  const lastAt = signal(Date.parse(initial.at));
  const lagMs = signal(0);
  let offsetMs = lastAt.peek() - clock.now();
  const listeners = new Set<(alert: Alert) => void>();
  let known = new Set(initial.alerts.map(({ id }) => id));

  /** The server's time: the local clock may be wrong by hours. */
  const now = () => clock.now() + offsetMs;

  function receive(type: string, text: string): void {
    const { currentAt, ...patch }: Message = JSON.parse(text);
    if (type === "init" || type === "heartbeat") {
      if (patch.at) offsetMs = Date.parse(patch.at) - clock.now();
      lagMs.value = currentAt ? Math.max(0, now() - Date.parse(currentAt)) : 0;
    }
    lastAt.value = now() - lagMs.peek();
    if (type !== "heartbeat") store.patch(type === "init", patch);
    if (patch.alerts) tell(patch.alerts);
  }

  function tell(alerts: Alert[]): void {
    const raised = alerts.filter(({ id }) => !known.has(id)).reverse();
    known = new Set(alerts.map(({ id }) => id));
    for (const alert of raised) {
      if (now() - Date.parse(alert.at) > FRESH_ALERT_MS) continue;
      for (const listener of listeners) listener(alert);
    }
  }

  const stream = new Connection({
    url: URL,
    events: EVENTS,
    openStream,
    clock,
    random,
    onMessage: receive,
  });
  return {
    cells: store.cells,
    connection: computed(() => trusted(stream.state.value, lagMs.value)),
    lastAt,
    retryAt: stream.retryAt,
    retryInS: stream.retryInS,
    start: () => stream.open(),
    stop: () => stream.close(),
    tryNow: () => stream.tryNow(),
    wake: () => stream.wake(),
    onAlert(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A server that cannot read its own log goes on beating: its numbers are stale all the same. */
function trusted(state: ConnectionState, lagMs: number): ConnectionState {
  return state === "live" && lagMs > STALE_MS ? "stale" : state;
}

type Writable = { [K in keyof Metrics]: Signal<Metrics[K]> };

/** Keeps the numbers: what comes is taken at once, what is shown changes when a repaint is due. */
function createStore(initial: Metrics, schedule: (run: () => void) => void) {
  const state = { ...initial };
  const changed = new Set<keyof Metrics>();
  const cells = Object.fromEntries(
    Object.entries(initial).map(([key, value]) => [key, signal(value)]),
  ) as Writable;

  function show<K extends keyof Metrics>(key: K): void {
    cells[key].value = state[key];
  }

  function repaint(): void {
    batch(() => changed.forEach(show));
    changed.clear();
  }

  function patch(whole: boolean, values: Partial<Metrics>): void {
    const { recentOrders } = values;
    if (recentOrders && !whole) {
      values = { ...values, recentOrders: mergeOrders(state.recentOrders, recentOrders) };
    }
    Object.assign(state, values);
    const idle = changed.size === 0;
    for (const key of Object.keys(values)) if (key in cells) changed.add(key as keyof Metrics);
    if (idle && changed.size > 0) schedule(repaint);
  }

  return { cells: cells as Cells, patch };
}

/**
 * Merges orders that are new or changed into the feed, both newest first. A known order stays where
 * it is. A new one goes to the front, or behind the order after which it was told: during a rush the
 * server leaves orders out and sends them later.
 */
export function mergeOrders(feed: readonly RecentOrder[], news: readonly RecentOrder[]) {
  const merged = [...feed];
  let place = 0;
  for (const order of news) {
    const at = merged.findIndex(({ id }) => id === order.id);
    if (at >= 0) merged[at] = order;
    else merged.splice(place, 0, order);
    place = (at >= 0 ? at : place) + 1;
  }
  return merged.slice(0, FEED_LENGTH);
}
