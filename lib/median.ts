/** The value in the middle; of an even number there are two. Null of none. */
export function median(values: readonly number[]): { lower: number | null; upper: number | null } {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return { lower: sorted[Math.floor(middle)] ?? null, upper: sorted[Math.ceil(middle)] ?? null };
}
