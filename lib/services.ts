import type { Attempts } from "./attempts.ts";
import type { Bus } from "./bus.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Calendar } from "./day.ts";
import type { GaugeStore } from "./gauges.ts";
import type { Hub } from "./hub.ts";
import type { Ingest } from "./ingest.ts";
import type { KeptSettings } from "./kept_settings.ts";
import type { KeyRing } from "./key_ring.ts";
import type { Keys } from "./keys.ts";
import type { Log } from "./log.ts";
import type { Outbox } from "./outbox.ts";
import type { Passwords } from "./passwords.ts";
import type { Pauses } from "./pauses.ts";
import type { Presence } from "./presence.ts";
import type { Guard } from "./promotion_guard.ts";
import type { ProductIndex } from "./products.ts";
import type { Refusals } from "./refusals.ts";
import type { Report } from "./report.ts";
import type { Sessions } from "./sessions.ts";
import type { Siblings } from "./siblings.ts";
import type { SourcesHealth } from "./sources_health.ts";
import type { Store } from "./store_setting.ts";
import type { Streams } from "./streams.ts";
import type { TargetBook } from "./target_book.ts";
import type { Visits } from "./visits.ts";

/** The passwords, and who has logged in with one. */
export interface Access {
  passwords: Passwords;
  sessions: Sessions;
}

/** What routes may call. `main.ts` opens it all, and closes it in reverse. */
export interface Services {
  config: Config;
  clock: Clock;
  calendar: Calendar;
  log: Log;
  gauges: GaugeStore;
  report: Report;
  keys: Keys;
  attempts: Attempts;
  /** Who may see the dashboard; null when it has no password, and everybody may. */
  access: Access | null;
  keyRing: KeyRing;
  settings: KeptSettings;
  /** What the store is now: as operators set it last. */
  store(): Store;
  ingest: Ingest;
  outbox: Outbox;
  pauses: Pauses;
  targets: TargetBook;
  /** When it is asked by itself that a promotion be paused. */
  guard: () => Guard;
  refusals: Refusals;
  sources: SourcesHealth;
  products: ProductIndex;
  hub: Hub;
  streams: Streams;
  presence: Presence;
  visits: Visits;
  bus: Bus;
  /** Those that share our port; null for a server that has it alone. */
  siblings: Siblings | null;
  /** Why the log cannot be read or written right now; null when it can. */
  trouble(): unknown;
}
