/** How the deliveries of a source fared over a stretch of time. Times are ms since 1970 UTC. */
export interface SourceRecord {
  source: string;
  /** Those that were taken, whether they meant anything to the store or not. */
  deliveries: number;
  /** Those that were refused, signed or not. */
  failures: number;
  /** Those that the source signed and that were refused since the last one that was taken. */
  failuresInARow: number;
  /** Those that were not signed, since then: anybody can send them, so they are kept apart. */
  unsignedInARow: number;
  /** When the last one that was not signed came. */
  unsignedAt: number | null;
  /** When the last one that was taken came. */
  deliveredAt: number | null;
  /** When its source says that what it tells happened; null when it does not say. */
  eventAt: number | null;
  /** How long before it came that was, in ms. */
  lagMs: number | null;
  /** The last one that the source signed and that was refused. */
  failure: Failure | null;
  /** Deliveries by the hour (hours since 1970 UTC) in which they came. */
  hours: Readonly<Record<number, number>>;
}

/** A delivery that was refused. */
export interface Failure {
  at: number;
  /** In words of ours: nothing of the delivery is in it. */
  reason: string;
}

const UNSIGNED = "It is not signed with the secret, or was signed too long ago";

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
    unsignedInARow: 0,
    unsignedAt: null,
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

/** The record of one delivery that its source signed and that was refused. */
export function refused(source: string, failure: Failure): SourceRecord {
  return { ...emptyRecord(source), failures: 1, failuresInARow: 1, failure };
}

/** The record of one delivery that nobody knows to be the source's. */
export function unsigned(source: string, at: number): SourceRecord {
  return { ...emptyRecord(source), failures: 1, unsignedInARow: 1, unsignedAt: at };
}

/** The last delivery that was refused: of those that count now, else of all. */
export function lastFailure(record: SourceRecord): Failure | null {
  const { failure, failuresInARow, unsignedAt } = record;
  if (unsignedAt === null || failuresInARow > 0) return failure;
  return isNewer(failure?.at, unsignedAt) ? failure : { at: unsignedAt, reason: UNSIGNED };
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
    failuresInARow: inARow(first, second, (one) => [one.failuresInARow, one.failure?.at]),
    unsignedInARow: inARow(first, second, (one) => [one.unsignedInARow, one.unsignedAt]),
    unsignedAt: isNewer(second.unsignedAt, first.unsignedAt) ? second.unsignedAt : first.unsignedAt,
    deliveredAt,
    eventAt,
    lagMs,
    failure: isNewer(second.failure?.at, first.failure?.at) ? second.failure : first.failure,
    hours: joinHours(first.hours, second.hours),
  };
}

/**
 * A delivery ends the refusals that came before it, whichever of two servers took it.
 *
 * @param of How many a record has in a row, and when the last one came.
 */
function inARow(
  first: SourceRecord,
  second: SourceRecord,
  of: (record: SourceRecord) => [count: number, at: number | null | undefined],
): number {
  const [[before, firstAt], [since, secondAt]] = [of(first), of(second)];
  const endsFirst = second.deliveredAt !== null && isNewer(second.deliveredAt, firstAt);
  const endsSecond = first.deliveredAt !== null && !isNewer(secondAt, first.deliveredAt);
  return (endsFirst ? 0 : before) + (endsSecond ? 0 : since);
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
