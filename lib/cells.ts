import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { RecentOrder } from "./board.ts";
import type { Metrics } from "./metrics.ts";

const FEED_LENGTH = 50;

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
    "otherRevenueToday",
    "ordersPerMinute",
    "activeUsers",
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
    const { recentOrders } = values;
    if (recentOrders && !whole) {
      values = { ...values, recentOrders: mergeOrders(state.recentOrders, recentOrders) };
    }
    Object.assign(state, values);
    const keys = Object.keys(values).filter((key) => key in cells) as (keyof Metrics)[];
    showNumbers(keys.filter((key) => NUMBERS.has(key)));
    showRest(keys.filter((key) => !NUMBERS.has(key)));
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
