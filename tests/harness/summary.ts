/** How many tests ended how. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Reads the last line of the kind `ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)` in what
 * `deno test` wrote; undefined when there is none, as when the type check fails.
 */
export function parseSummary(output: string): Summary | undefined {
  const lines = withoutColours(output).split("\n");
  const line = lines.findLast((line) => /^(ok|FAILED) \| \d+ passed\b.*\| \d+ failed\b/.test(line));
  if (line === undefined) return undefined;
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
}

/** The line that a test run ends with. */
export function summaryLine({ passed, failed, skipped }: Summary): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/** Text without the escape sequences that colour it. */
function withoutColours(text: string): string {
  // deno-lint-ignore no-control-regex -- ESC is what begins a colour
  return text.replaceAll(/\u001b\[[0-9;]*m/g, "");
}
