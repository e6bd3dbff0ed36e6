import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { alignTo } from "../../../lib/comparison.ts";
import type { History } from "../../../lib/history_store.ts";
import { type Series, totalUntil } from "../../../lib/series.ts";
import {
  addDays,
  dateAt,
  instantOf,
  minutesBetween,
  minutesOf,
  type SameTime,
  sameTimeOn,
} from "../../../lib/zone.ts";
import { useDesk } from "../context.ts";

const MINUTE_MS = 60_000;
/** Of a sale this much before its start is shown, and a day in all. */
const RUN_UP_MINUTES = 120;
const DAY_MINUTES = 1_440;

/** What today is compared with. Dates are the shop's, times are of its wall clock. */
export type Choice =
  | { kind: "yesterday" }
  | { kind: "day"; date: string }
  | { kind: "start"; date: string; time: string; today: string };

/** Another stretch, and which of its minutes stands beside each of today's. */
interface Other {
  series: Series;
  sameTime: SameTime;
}

export interface Compared {
  /** Laid onto today's minutes; null while it is not there, and when nothing is known of it. */
  aligned: ReadonlySignal<Series | null>;
  /** Whether it was read, and nothing was ordered in all of it: no sale is not told from no record. */
  isUnknown: ReadonlySignal<boolean>;
  failed: ReadonlySignal<boolean>;
}

/** Reads what was chosen; yesterday is there already. */
export function useCompared(history: History, choice: ReadonlySignal<Choice>): Compared {
  const { live } = useDesk();
  const zone = live.cells.timeZone.peek();
  const chosen = useSignal<Other | null>(null);
  const failed = useSignal(false);
  const yesterday = useComputed(() => history.days.value?.yesterday ?? null);
  const today = useComputed(() => live.cells.day.value.start);

  const other = useComputed<Other | null>(() => {
    if (choice.value.kind !== "yesterday") return chosen.value;
    const date = addDays(dateAt(Date.parse(today.value), zone), -1);
    return yesterday.value && { series: yesterday.value, sameTime: sameTimeOn(date, zone) };
  });
  const isUnknown = useComputed(() =>
    other.value !== null && totalUntil(other.value.series, "orders") === 0
  );
  const aligned = useComputed(() => {
    if (isUnknown.value) return null;
    const day = minutesBetween(live.cells.day.value);
    return other.value && alignTo(day, other.value.series, other.value.sameTime);
  });

  useEffect(() => {
    chosen.value = null;
    failed.value = false;
    const stretch = stretchOf(choice.value, dateAt(Date.parse(today.value), zone), zone);
    if (stretch === null) return;
    return readInto(chosen, failed, history.read(stretch), stretch.sameTime);
  }, [choice.value, today.value]);
  return { aligned, isUnknown, failed };
}

/** Keeps what is read, unless something else was chosen before it came; the answer forgets it. */
function readInto(
  chosen: Signal<Other | null>,
  failed: Signal<boolean>,
  reading: Promise<Series>,
  sameTime: SameTime,
): () => void {
  let isWanted = true;
  reading.then(
    (series) => isWanted && (chosen.value = { series, sameTime }),
    () => isWanted && (failed.value = true),
  );
  return () => isWanted = false;
}

/** Which minutes a choice needs, and how they stand beside today's; null for yesterday. */
function stretchOf(choice: Choice, today: string, zone: string) {
  switch (choice.kind) {
    case "yesterday":
      return null;
    case "day":
      return { ...minutesOf(choice.date, zone), sameTime: sameTimeOn(choice.date, zone) };
    case "start": {
      const then = Math.floor(instantOf(choice.date, choice.time, zone) / MINUTE_MS);
      const now = Math.floor(instantOf(today, choice.today, zone) / MINUTE_MS);
      const from = then - RUN_UP_MINUTES;
      return { from, to: from + DAY_MINUTES, sameTime: (minute: number) => minute - now + then };
    }
  }
}
