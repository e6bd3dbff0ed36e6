import type { RecentOrder } from "./board.ts";

/** What the server said anew of its board: one section of a frame, or the whole of it. */
export interface Update {
  /** Whether it is the whole board. */
  whole: boolean;
  /** The server's time when it was made, in ms since 1970 UTC; the sections of a frame share it. */
  at: number;
  /** The orders that it tells, newest first. */
  orders: readonly RecentOrder[];
}

/** What tells of updates. */
export interface Updating {
  /** Calls `listener` with each update as it comes, before it is shown; the answer ends it. */
  onUpdate(listener: (update: Update) => void): () => void;
}

/** Counts frames from now on, and tells how many there were after each; the answer ends it. */
export function countUpdates(source: Updating, tell: (count: number) => void): () => void {
  let count = 0;
  let lastAt = NaN;
  return source.onUpdate(({ at }) => {
    if (at !== lastAt) tell(++count);
    lastAt = at;
  });
}
