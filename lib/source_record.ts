/** How the deliveries of a source fared over a stretch of time. Times are ms since 1970 UTC. */
export interface SourceRecord {
  source: string;
  /** Those that were taken, whether they meant anything to the store or not. */
  deliveries: number;
  /** Those that were refused. */
  failures: number;
  /** Those that were refused since the last one that was taken. */
  failuresInARow: number;
  /** When the last one that was taken came. */
  deliveredAt: number | null;
  /** When its source says that what it tells happened; null when it does not say. */
  eventAt: number | null;
  /** How long before it came that was, in ms. */
  lagMs: number | null;
  failure: Failure | null;
  /** Deliveries by the hour (hours since 1970 UTC) in which they came. */
  hours: Readonly<Record<number, number>>;
}

/** The last delivery that was refused. */
export interface Failure {
  at: number;
  /** In words of ours: nothing of the delivery is in it. */
  reason: string;
}

/** The reason of a refusal that anybody can cause. */
export const UNSIGNED = "It is not signed with the secret, or was signed too long ago";

const HOUR_MS = 3_600_000;

/** The hour of an instant, in hours since 1970 UTC. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS);
}

/** The record of a source of which nothing ever came. */
export function emptyRecord(source: string): SourceRecord {
  return {
    source,
    deliveries: 0,
    failures: 0,
    failuresInARow: 0,
    deliveredAt: null,
    eventAt: null,
    lagMs: null,
    failure: null,
    hours: {},
  };
}

/** The record of one delivery that was taken. @param eventAt See `SourceRecord`. */
export function taken(source: string, at: number, eventAt: number | null): SourceRecord {
  return {
    ...emptyRecord(source),
    deliveries: 1,
    deliveredAt: at,
    eventAt,
    // A source whose clock is ahead is not behind.
    lagMs: eventAt === null ? null : Math.max(0, at - eventAt),
    hours: { [hourOf(at)]: 1 },
  };
}

/** The record of one delivery that was refused. */
export function refused(source: string, failure: Failure): SourceRecord {
  return { ...emptyRecord(source), failures: 1, failuresInARow: 1, failure };
}

/**
 * One record of two stretches, the second of which became known later. Servers tell theirs each second,
 * so a delivery of the second may be older than the last one of the first.
 */
export function joinRecords(first: SourceRecord, second: SourceRecord): SourceRecord {
  const last = isNewer(second.deliveredAt, first.deliveredAt) ? second : first;
  const { deliveredAt, eventAt, lagMs } = last;
  return {
    source: first.source,
    deliveries: first.deliveries + second.deliveries,
    failures: first.failures + second.failures,
    failuresInARow: joinFailures(first, second),
    deliveredAt,
    eventAt,
    lagMs,
    failure: isNewer(second.failure?.at, first.failure?.at) ? second.failure : first.failure,
    hours: joinHours(first.hours, second.hours),
  };
}

/** A delivery ends the failures that came before it, whichever of two servers took it. */
function joinFailures(first: SourceRecord, second: SourceRecord): number {
  const endsFirst = second.deliveredAt !== null && isNewer(second.deliveredAt, first.failure?.at);
  const endsSecond = first.deliveredAt !== null && !isNewer(second.failure?.at, first.deliveredAt);
  return (endsFirst ? 0 : first.failuresInARow) + (endsSecond ? 0 : second.failuresInARow);
}

function isNewer(second: number | null | undefined, first: number | null | undefined): boolean {
  return (second ?? -Infinity) >= (first ?? -Infinity);
}

function joinHours(first: SourceRecord["hours"], second: SourceRecord["hours"]) {
  const hours = { ...first };
  for (const [hour, count] of Object.entries(second)) {
    hours[Number(hour)] = (hours[Number(hour)] ?? 0) + count;
  }
  return hours;
}
