/** A list of texts as Postgres reads a `text[]`: each in quotes. */
export function formatTextArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, "\\$&")}"`)}}`;
}

/** Reads a `text[]` as Postgres writes it; it holds no null. */
export function parseTextArray(literal: string): readonly string[] {
  const elements = literal.matchAll(/"((?:[^"\\]|\\.)*)"|[^{},]+/gs);
  return [...elements].map(([bare, quoted]) => quoted?.replace(/\\(.)/gs, "$1") ?? bare);
}
