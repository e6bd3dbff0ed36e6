/** The value that a share (0 to 1) of the values does not exceed; 0 when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The middle one of a few measurements. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
