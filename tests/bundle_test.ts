import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { COUNTED_NAMES } from "../islands/parts/counted_names.ts";

const FOLDER = new URL("../static/build/", import.meta.url);
/** In bytes, zipped: 1 kB is 1,000 of them. */
const MOST_BEFORE_CHART = 20_000;
const MOST_IN_ALL = 60_000;

async function source(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, FOLDER));
}

async function zippedSize(name: string): Promise<number> {
  return gzipSync(await source(name), { level: 9 }).length;
}

/** A script, what it imports before it runs and, when asked, what it may load later. */
async function loadedBy(name: string, later: boolean, found = new Set<string>()) {
  if (found.has(name)) return found;
  found.add(name);
  const text = await source(name);
  const imports = later
    ? /(?:from|import\()\s*"\.\/([\w.-]+\.js)"/g
    : /from\s*"\.\/([\w.-]+\.js)"/g;
  for (const [, file = ""] of text.matchAll(imports)) await loadedBy(file, later, found);
  return found;
}

async function sizeOf(files: Iterable<string>): Promise<number> {
  const sizes = await Promise.all([...files].map(zippedSize));
  return sizes.reduce((sum, size) => sum + size, 0);
}

Deno.test("bundle: the page's script is small before the chart, and in all", async () => {
  const before = await sizeOf(await loadedBy("board.js", false));
  const all = await sizeOf(await loadedBy("board.js", true));

  assert.ok(before <= MOST_BEFORE_CHART, `${before} bytes before the chart`);
  assert.ok(all <= MOST_IN_ALL, `${all} bytes in all`);
});

Deno.test("bundle: the chart's library is in a file of its own, which the page does not begin with", async () => {
  const withLibrary = async (files: Iterable<string>) => {
    const texts = await Promise.all([...files].map(source));
    return texts.filter((text) => text.includes('"uplot"')).length;
  };
  assert.equal(await withLibrary(await loadedBy("board.js", false)), 0);
  assert.equal(await withLibrary(await loadedBy("board.js", true)), 1);
});

Deno.test("bundle: every number of the page has words that say how it is counted", async () => {
  const words = JSON.parse(await Deno.readTextFile(new URL("../counted.json", FOLDER)));

  assert.deepEqual(Object.keys(words), Object.keys(COUNTED_NAMES));
  for (
    const [name, { formula, window, sources }] of Object.entries<Record<string, string>>(words)
  ) {
    for (const text of [formula, window, sources]) assert.match(text ?? "", /^[A-Z].+\.$/, name);
  }
});
