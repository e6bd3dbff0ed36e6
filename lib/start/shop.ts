import type { Bus } from "../bus.ts";
import { Calendar } from "../day.ts";
import { Hub } from "../hub.ts";
import { Ingest } from "../ingest.ts";
import type { PostgresLog } from "../postgres/log.ts";
import type { Presence } from "../presence.ts";
import type { AlertWatcher } from "../telling.ts";
import type { Opening } from "./opening.ts";

/** The way of an order: into the log, and from the log onto every dashboard of this server. */
export interface Shop {
  calendar: Calendar;
  ingest: Ingest;
  hub: Hub;
  /** Why the log cannot be read right now; null when it can. */
  trouble(): unknown;
}

/** What a shop stands on, and whom it tells. */
export interface Ground {
  log: PostgresLog;
  bus: Bus;
  presence: Presence;
  watcher: AlertWatcher;
}

/** Opens the way of an order. Closing the hub is up to the caller: streams end when requests have. */
export async function openShop(opening: Opening, ground: Ground): Promise<Shop> {
  const { config, clock, store, rules, opened } = opening;
  const { log, bus } = ground;
  const calendar = new Calendar(config.timeZone);
  const { onTrouble, trouble } = troubleWithTheLog(opening);
  const storeName = () => store().name;
  const hub = await Hub.open({ ...config, ...ground, storeName, clock, calendar, onTrouble });
  opened.defer(bus.listen(({ epoch, events }) => hub.deliver(epoch, events)));
  const ingest = new Ingest({
    ...config,
    log,
    clock,
    calendar,
    lowStockThreshold: () => store().lowStockThreshold,
    tellsLowStock: () => rules().lowStock.on,
    onCommit(committed) {
      hub.deliver(committed.epoch, committed.events);
      bus.ring(committed);
    },
  });
  return { calendar, ingest, hub, trouble };
}

/** Remembers whether the log can be read, and reports when that changes. */
function troubleWithTheLog({ report }: Opening) {
  let trouble: unknown = null;
  const tell = (error: unknown) =>
    error === null
      ? report("info", "Postgres is back: dashboards are current again")
      : report("error", "The log cannot be read: dashboards show what they last knew", { error });
  return {
    trouble: () => trouble,
    onTrouble(error: unknown) {
      if ((error === null) !== (trouble === null)) tell(error);
      trouble = error;
    },
  };
}
