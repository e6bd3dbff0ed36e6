import { Deliverer } from "../delivery.ts";
import type { Outbox } from "../outbox.ts";
import { PostgresDeliveries } from "../postgres/deliveries.ts";
import { PostgresOutbox } from "../postgres/outbox.ts";
import { PostgresTargets } from "../postgres/targets.ts";
import { PostgresTold } from "../postgres/told.ts";
import { TargetBook } from "../target_book.ts";
import { HttpMessenger } from "../targets/messenger.ts";
import { type AlertWatcher, Telling } from "../telling.ts";
import { type Opening, telling } from "./opening.ts";

/** What tells people and programs outside, and whom. */
export interface Outside {
  outbox: Outbox;
  watcher: AlertWatcher;
  targets: TargetBook;
  /** Sends at once what has just been put into the outbox. */
  wake(): void;
}

/** Opens what tells people and programs outside. */
export async function openOutside(opening: Opening): Promise<Outside> {
  const { config: { privateTargets }, clock, sql, store, opened } = opening;
  const onTrouble = telling(
    opening,
    "error",
    "Alerts could not be told outside; it is tried again",
  );
  const storeName = () => store().name;
  const messenger = new HttpMessenger({ clock, allowed: privateTargets });
  const deliveries = new PostgresDeliveries(sql);
  const deliverer = opened.use(new Deliverer({ store: deliveries, messenger, clock, onTrouble }));
  const outbox = deliverer.waking(new PostgresOutbox(sql));
  const told = new PostgresTold(sql);
  const watcher = await Telling.open({ outbox, told, clock, storeName, onTrouble });
  const book = { store: new PostgresTargets(sql), messenger, clock, privateTargets, storeName };
  return { outbox, watcher, wake: () => deliverer.wake(), targets: new TargetBook(book) };
}
