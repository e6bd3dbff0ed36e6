import type { Clock } from "../../lib/clock.ts";

/** In this time, in ms, so many rows may fade in: more at once is a flicker, and work for the browser. */
const SPAN_MS = 1_000;
const MOST = 3;

/**
 * Tells of a list that changes which rows are new and may draw the eye: none of them while they come in
 * a rush. The first list has no new ones.
 */
export function createFresh(clock: Clock): (ids: readonly string[]) => ReadonlySet<string> {
  let known: ReadonlySet<string> | null = null;
  let cameAt: number[] = [];

  return (ids) => {
    const now = clock.now();
    const news = known ? ids.filter((id) => !known?.has(id)) : [];
    known = new Set(ids);
    cameAt = [...cameAt, ...news.map(() => now)].slice(-MOST - 1);
    const isRush = cameAt.length > MOST && now - (cameAt[0] ?? 0) < SPAN_MS;
    return new Set(isRush ? [] : news);
  };
}
