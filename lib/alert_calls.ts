import type { Alert } from "./alert.ts";
import { standingOf } from "./triage.ts";

/** An alert that is older when it comes is history: it is shown, and nobody is called for it. */
const FRESH_MS = 60_000;
/** Alerts that are remembered, so that none is told twice; a page may stay open for weeks. */
const MOST_KNOWN = 1_000;

/** Calls people for alerts, for each once. */
export class AlertCalls {
  readonly listeners = new Set<(alert: Alert) => void>();
  readonly #known: Set<string>;
  readonly #now: () => number;

  /** @param now The server's time, in ms since 1970 UTC. */
  constructor(shown: readonly Alert[], now: () => number) {
    this.#known = new Set(shown.map(({ id }) => id));
    this.#now = now;
  }

  /** Calls for those that are new, oldest first. */
  tell(alerts: readonly Alert[]): void {
    const raised = alerts.filter(({ id }) => !this.#known.has(id)).reverse();
    this.#remember(alerts);
    for (const alert of raised) {
      const isOld = this.#now() - Date.parse(alert.at) > FRESH_MS;
      if (!isOld && standingOf(alert, this.#now()) === "open") this.call(alert);
    }
  }

  call(alert: Alert): void {
    for (const listener of this.listeners) listener(alert);
  }

  /** Also what a whole board leaves out: it may have no room just now, and come back. */
  #remember(alerts: readonly Alert[]): void {
    const known = this.#known;
    for (const { id } of alerts) known.add(id);
    for (const id of known) if (known.size > MOST_KNOWN) known.delete(id);
  }
}
