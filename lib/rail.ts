import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Alert, Severity } from "./alert.ts";
import { type Standing, standingOf, type Triage, triaged } from "./triage.ts";

export interface RailOptions {
  /** What the server told last. */
  alerts: ReadonlySignal<Alert[]>;
  /** The server's time, in ms since 1970 UTC. */
  now(): number;
  /** Asks the server for a triage; rejects with a sentence for the reader. */
  send(triage: Triage): Promise<void>;
}

/** What is to become of some alerts. */
export type Change = Omit<Triage, "id">;

/** The alerts by what the team makes of them, each list worst first and the newest of them first. */
export interface Rail {
  readonly open: ReadonlySignal<Alert[]>;
  readonly acknowledged: ReadonlySignal<Alert[]>;
  readonly snoozed: ReadonlySignal<Alert[]>;
  /** Those that were resolved a short while ago; not those whose place a worse one took. */
  readonly resolved: ReadonlySignal<Alert[]>;
  /** Why the last change failed; empty when it did not. */
  readonly trouble: ReadonlySignal<string>;
  /** Changes alerts here at once, and back again when the server does not take it. */
  change(alerts: readonly Alert[], change: Change): Promise<void>;
  /** Opens the alerts whose snooze is over, and forgets resolved ones. @returns The opened ones. */
  wake(): Alert[];
}

/** For how long it is shown that an alert was resolved. */
const RESOLVED_MS = 15 * 60_000;

const WORST_FIRST: readonly Severity[] = ["critical", "warning", "info"];

/** Sorts what the server tells, with what this reader asks for laid over it. */
export function createRail(options: RailOptions): Rail {
  const { now } = options;
  const { shown, trouble, ask } = layOver(options);
  /** The time up to which snoozes are over. */
  const awakeAt = signal(now());
  const standing = (wanted: Standing) =>
    computed(() =>
      worstFirst(shown.value.filter((alert) => standingOf(alert, awakeAt.value) === wanted))
    );
  const resolved = standing("resolved");

  return {
    open: standing("open"),
    acknowledged: standing("acknowledged"),
    snoozed: standing("snoozed"),
    resolved: computed(() => resolved.value.filter((alert) => isNews(alert, awakeAt.value))),
    trouble,
    async change(alerts, change) {
      trouble.value = "";
      await Promise.all(alerts.map((alert) => ask(alert, change)));
    },
    wake() {
      const [before, current] = [awakeAt.peek(), now()];
      const back = shown.peek().filter((alert) =>
        standingOf(alert, before) === "snoozed" && standingOf(alert, current) === "open"
      );
      const isOldNews = (alert: Alert) => isNews(alert, before) && !isNews(alert, current);
      if (back.length > 0 || resolved.peek().some(isOldNews)) awakeAt.value = current;
      return back;
    },
  };
}

/** Shows what was asked for at once, until the server tells it or does not take it. */
function layOver({ alerts, now, send }: RailOptions) {
  /** What was asked for and is not seen from the server yet, by alert. */
  const asked = signal<ReadonlyMap<string, Triage>>(new Map());
  const answered = new Set<Triage>();
  const trouble = signal("");

  const shown = computed(() =>
    alerts.value.map((alert) => {
      const triage = asked.value.get(alert.id);
      return triage ? triaged(alert, triage, new Date(now()).toISOString()) : alert;
    })
  );

  function drop(triages: Iterable<Triage>): void {
    const gone = new Set(triages);
    asked.value = new Map([...asked.peek()].filter(([, triage]) => !gone.has(triage)));
  }

  effect(() => {
    // What the server tells after its answer has the change in it, or one that came later.
    void alerts.value;
    if (answered.size > 0) drop(answered);
    answered.clear();
  });

  async function ask(alert: Alert, change: Change): Promise<void> {
    const triage = { id: alert.id, ...change };
    asked.value = new Map([...asked.peek(), [alert.id, triage]]);
    try {
      await send(triage);
      answered.add(triage);
    } catch (error) {
      drop([triage]);
      trouble.value = `"${alert.title}" is as it was: ${(error as Error).message}`;
    }
  }

  return { shown, trouble, ask };
}

/** Whether it was resolved a short while ago, and not because a worse one took its place. */
function isNews({ resolvedAt = "", replacedBy }: Alert, at: number): boolean {
  return !replacedBy && at - Date.parse(resolvedAt) < RESOLVED_MS;
}

function worstFirst(alerts: readonly Alert[]): Alert[] {
  const rank = ({ severity }: Alert) => WORST_FIRST.indexOf(severity);
  return [...alerts].sort((a, b) => rank(a) - rank(b));
}
