import { median } from "./median.ts";
import { hourOf, type SourceRecord } from "./source_record.ts";

/**
 * How a source fares: its deliveries are refused, it is silent when it usually is not, its news comes
 * late, nothing ever came of it, all is well, or it is not listened to as it has no secret.
 */
export type SourceState = "failing" | "silent" | "late" | "waiting" | "well" | "off";

/** Worst first. */
export const SOURCE_STATES: readonly SourceState[] = [
  "failing",
  "silent",
  "late",
  "waiting",
  "well",
  "off",
];

const HOUR_MS = 3_600_000;
const DAYS = 7;
/** For how long a delivery that was taken says that the secret is right, in ms. */
const FRESH_MS = 600_000;
/** Shops send from queues that they empty every few seconds; WooCommerce's own runs once a minute at most. */
const LATE_MS = 30_000;
/** How long a late delivery says something of now, in ms. */
const LATE_FOR_MS = 600_000;
/** A silence in which five deliveries are usual happens once in 150 times by chance (Poisson, e^-5). */
const MISSED = 5;
const LEAST_SILENCE_MS = 600_000;
/** Beyond a day of silence no more need be added up. */
const MOST_SILENCE_MS = 24 * HOUR_MS;

/** The state of a source that is listened to, now (ms since 1970 UTC). */
export function sourceState(record: SourceRecord, now: number): SourceState {
  const { deliveredAt, failuresInARow, unsignedInARow, lagMs } = record;
  if (failuresInARow > 0) return "failing";
  // Anybody can send what is not signed: it says nothing of a source that delivers all the same.
  const isFresh = deliveredAt !== null && now - deliveredAt <= FRESH_MS;
  if (unsignedInARow > 0 && !isFresh) return "failing";
  if (deliveredAt === null) return "waiting";
  const silence = now - deliveredAt;
  if (silence >= LEAST_SILENCE_MS && missed(record, now) >= MISSED) return "silent";
  return (lagMs ?? 0) > LATE_MS && silence < LATE_FOR_MS ? "late" : "well";
}

/**
 * How many deliveries are usual in the time since the last one, at most a day of it: the median of the
 * same stretch on each of the last seven days, so that one day's sale does not make the week after it
 * look silent. Days before the source's first hour do not count.
 */
export function missed({ deliveredAt, hours }: SourceRecord, now: number): number {
  const first = Math.min(...Object.keys(hours).map(Number));
  const from = Math.max(deliveredAt ?? now, now - MOST_SILENCE_MS);
  const days = Array.from({ length: DAYS }, (_, day) => 24 * HOUR_MS * (day + 1))
    .filter((ago) => hourOf(now - ago) >= first)
    .map((ago) => between(hours, from - ago, now - ago));
  // Of two the lesser: rather late than a false alarm.
  return median(days).lower ?? 0;
}

/** How many came between two instants, as if those of an hour had come evenly. */
function between(hours: SourceRecord["hours"], start: number, end: number): number {
  let sum = 0;
  let from = start;
  while (from < end) {
    const next = Math.min(end, (hourOf(from) + 1) * HOUR_MS);
    sum += (hours[hourOf(from)] ?? 0) * (next - from) / HOUR_MS;
    from = next;
  }
  return sum;
}
