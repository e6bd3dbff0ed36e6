import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Alert } from "./alert.ts";
import { mostNeeded } from "./alert_list.ts";
import type { Metrics } from "./metrics.ts";

const LIST_LENGTH = 50;

/** Each number of the board as a signal of its own, so that a change repaints nothing else. */
export type Cells = { readonly [K in keyof Metrics]: ReadonlySignal<Metrics[K]> };

/** Runs a repaint when it is due. */
export type Schedule = (repaint: () => void) => void;

type Writable = { [K in keyof Metrics]: Signal<Metrics[K]> };

/** The numbers of the tiles. */
const NUMBERS = new Set<string>(
  [
    "ordersToday",
    "unitsToday",
    "revenueToday",
    "refundedToday",
    "netRevenueToday",
    "otherRevenueToday",
    "ordersPerMinute",
    "activeUsers",
    "unitsAtRisk",
  ] satisfies (keyof Metrics)[],
);

/** Keeps the board: what comes is taken at once, what is shown changes when a repaint is due. */
export function createStore(initial: Metrics, schedule: Schedule, scheduleNumbers: Schedule) {
  const state = { ...initial };
  const cells = Object.fromEntries(
    Object.entries(initial).map(([key, value]) => [key, signal(value)]),
  ) as Writable;

  function show<K extends keyof Metrics>(key: K): void {
    cells[key].value = state[key];
  }

  const showRest = painter(schedule, show);
  const showNumbers = painter(scheduleNumbers, show);

  function patch(whole: boolean, values: Partial<Metrics>): void {
    Object.assign(state, whole ? values : merged(values));
    const keys = Object.keys(values).filter((key) => key in cells) as (keyof Metrics)[];
    showNumbers(keys.filter((key) => NUMBERS.has(key)));
    showRest(keys.filter((key) => !NUMBERS.has(key)));
  }

  /** These lists are told in part: what is new or changed of them. */
  function merged(values: Partial<Metrics>): Partial<Metrics> {
    const { recentOrders, alerts } = values;
    return {
      ...values,
      ...recentOrders && { recentOrders: mergeNewest(state.recentOrders, recentOrders) },
      ...alerts && { alerts: mergeAlerts(state.alerts, alerts) },
    };
  }

  return { cells: cells as Cells, patch };
}

/** Collects what changed until the repaint that shows all of it. */
function painter(schedule: Schedule, show: (key: keyof Metrics) => void) {
  const changed = new Set<keyof Metrics>();

  function repaint(): void {
    batch(() => changed.forEach(show));
    changed.clear();
  }

  return (keys: readonly (keyof Metrics)[]) => {
    const idle = changed.size === 0;
    for (const key of keys) changed.add(key);
    if (idle && changed.size > 0) schedule(repaint);
  };
}

/**
 * Merges entries that are new or changed into a list, both newest first. A known entry stays where it
 * is. A new one goes to the front, or behind the entry after which it was told: during a rush the
 * server leaves entries out and sends them later.
 */
export function mergeNewest<T extends { id: string }>(list: readonly T[], news: readonly T[]): T[] {
  return mergeAll(list, news).slice(0, LIST_LENGTH);
}

/** The same of alerts, of which open critical ones stay. */
function mergeAlerts(list: readonly Alert[], news: readonly Alert[]): Alert[] {
  // What comes back once it has room is not new: were it in front, another one would be cut than at the server.
  const merged = mergeAll(list, news).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return [...mostNeeded(merged)];
}

function mergeAll<T extends { id: string }>(list: readonly T[], news: readonly T[]): T[] {
  const merged = [...list];
  let place = 0;
  for (const entry of news) {
    const at = merged.findIndex(({ id }) => id === entry.id);
    if (at >= 0) merged[at] = entry;
    else merged.splice(place, 0, entry);
    place = (at >= 0 ? at : place) + 1;
  }
  return merged;
}
