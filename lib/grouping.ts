import type { Notice } from "./outbox.ts";

/** What waits for a target. */
export interface Waiting {
  id: string;
  notice: Notice;
}

/** So many alerts are told one by one; more come together. */
const MOST_ALONE = 5;

/**
 * What to send next of all that waits: the first by itself, or, where the target takes digests and more
 * than five alerts wait, all alerts of them in one. A request to pause a promotion stands by itself.
 *
 * @param waiting In the order in which it was posted.
 * @param gathers Whether the target takes digests.
 */
export function nextGroup<T extends Waiting>(waiting: readonly T[], gathers: boolean): T[] {
  const [first] = waiting;
  if (first === undefined) return [];
  const alerts = waiting.filter(({ notice }) => notice.type !== "promotion.pause.requested");
  const together = gathers && alerts.length > MOST_ALONE && alerts[0] === first;
  return together ? alerts : [first];
}
