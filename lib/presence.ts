/** Counts distinct visitors of the last five minutes, over all servers that share it. */
export interface Presence {
  /** Notes that these visitors (opaque ids) are here now. Never throws: presence is an estimate. */
  seen(visitors: readonly string[]): Promise<void>;
  /** How many distinct ones were seen in the last five minutes; null when it cannot be told now. */
  count(): Promise<number | null>;
}

/** How long a visitor counts as active. */
export const ACTIVE_MS = 5 * 60_000;

/** Visits are kept by slices of this length: a visitor counts for 4:45 to 5:00 minutes. */
export const SLICE_MS = 15_000;
