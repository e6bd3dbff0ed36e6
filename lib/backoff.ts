/** Seconds before each attempt, counted from the one before (Standard Webhooks 1.0.0): three days in all. */
const WAITS_S = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** So much longer, at most, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * How long to wait before the next attempt, in ms; null when enough were made.
 *
 * @param attempts How many were made.
 * @param random From 0 to 1.
 */
export function backoffMs(attempts: number, random: number): number | null {
  const seconds = WAITS_S[attempts];
  return seconds === undefined ? null : Math.round(seconds * 1_000 * (1 + JITTER * random));
}
