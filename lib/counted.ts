import type { Counted, CountedLevel, StockRow } from "./ledger_state.ts";

/** How long takings are remembered for a count that comes late, in ms. */
const REMEMBERED_MS = 3_600_000;

/** The units there are: what was counted in all places, less what was taken since. */
export function levelOf({ places, taken }: CountedLevel): number {
  const counted = Object.values(places).reduce((sum, { available }) => sum + available, 0);
  return taken.reduce((sum, [, units]) => sum - units, counted);
}

/** Takes units off a row at an instant (ms since 1970 UTC); the same row when its count has them off already. */
export function takeFrom(row: StockRow, units: number, at: number): StockRow {
  const { counted } = row;
  const second = secondOf(at);
  if (counted && second <= countedAt(counted)) return row;
  const available = row.available - units;
  if (!counted) return { ...row, available };
  const taken = remember(counted.taken, second, units);
  return { ...row, available, counted: { ...counted, taken } };
}

/** A level with another count of one place; the same level when the count is older, or the same again. */
export function withCount(level: CountedLevel, place: string, count: Counted): CountedLevel {
  const known = level.places[place];
  if (known && !supersedes(count, known)) return level;
  const counted = { ...level, places: { ...level.places, [place]: count } };
  const newest = countedAt(counted);
  // Which place an order was taken from is not known: the newest count of any is taken to have it.
  return { ...counted, taken: level.taken.filter(([at]) => at > newest) };
}

/** Of two counts of one second the one that comes later stands. */
export function supersedes(count: Counted, known: Counted): boolean {
  return count.at > known.at || (count.at === known.at && count.available !== known.available);
}

function countedAt({ places }: CountedLevel): number {
  return Math.max(...Object.values(places).map(({ at }) => at));
}

/** Shops tell times by the second; and so a sale's thousand orders a second are one taking. */
function secondOf(at: number): number {
  return Math.floor(at / 1_000) * 1_000;
}

function remember(
  taken: CountedLevel["taken"],
  second: number,
  units: number,
): CountedLevel["taken"] {
  const kept = taken.filter(([then]) => then > second - REMEMBERED_MS);
  const same = kept.findIndex(([then]) => then === second);
  if (same < 0) return [...kept, [second, units]];
  return kept.with(same, [second, (kept[same]?.[1] ?? 0) + units]);
}
