import type { Row } from "../../../lib/comparison.ts";

/** The rows as CSV, oldest first; times are UTC, a value that is not known is empty. */
export function csvOf(
  rows: readonly Row[],
  other: string,
  write: (value: number) => string,
): string {
  const lines = rows.toReversed().map(({ minute, now, then }) => {
    const at = new Date(minute * 60_000).toISOString();
    return [at, write(now), then === null ? "" : write(then)].join(",");
  });
  return [`minute,today,${other}`, ...lines, ""].join("\r\n");
}

/** Hands a text to the reader as a file. */
export function saveAs(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
