/** How long the next thing has to wait, and room for what comes. Times are in ms. */
export interface Bucket {
  /** 0 or less: not at all. */
  waitMs(now: number): number;
  /** Puts one in. */
  spend(now: number): void;
}

/**
 * Makes a leaky bucket (GCRA, ITU-T I.371): one thing an interval, and after a quiet time some more at
 * once.
 *
 * @param saved How many a quiet time saves up, besides the one that may come at any rate.
 */
export function createBucket(intervalMs: number, saved: number): Bucket {
  /** When it will have leaked empty, if nothing more is put in. */
  let emptyAt = -Infinity;
  return {
    waitMs(now) {
      const wait = emptyAt - saved * intervalMs - now;
      if (wait <= intervalMs) return wait;
      // A clock that was set back must not hold anything for as long as it was set back.
      emptyAt = now;
      return 0;
    },
    spend: (now) => void (emptyAt = Math.max(emptyAt, now) + intervalMs),
  };
}
