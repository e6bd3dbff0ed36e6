import type { Clock } from "../../lib/clock.ts";

/** What comes sooner than this after the last, in ms, is of a rush: it would only flicker. */
const CALM_MS = 350;

/**
 * Tells of a list that changes which rows are new and may draw the eye: none of them in a rush. The first
 * list has no new ones.
 */
export function createFresh(clock: Clock): (ids: readonly string[]) => readonly string[] {
  let known: readonly string[] | null = null;
  let lastAt = 0;

  return (ids) => {
    const news = ids.filter((id) => known?.includes(id) === false);
    known = ids;
    if (news.length === 0) return news;
    const isCalm = clock.now() - lastAt > CALM_MS;
    lastAt = clock.now();
    return isCalm ? news : [];
  };
}
