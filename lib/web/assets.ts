import { ConfigError } from "../config.ts";
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { serveStatic } from "hono/deno";

const FOLDER = new URL("../../static/", import.meta.url).pathname;

const VERSIONED = [
  "build/docs.css",
  "build/login.css",
  "build/pause.css",
  "build/board.css",
  "build/board.js",
  "build/tv.css",
  "build/tv.js",
  "build/settings.css",
  "build/settings.js",
  "build/stream_worker.js",
];

/** What pages need to know of the browser's files. */
export interface AssetNames {
  /** Changes with any of them. */
  version: string;
  /** Files that `board.js` needs at once, so that a browser fetches them together with it. */
  preloads: string[];
}

/** The browser's files. */
export interface Assets extends AssetNames {
  serve(c: Context): Promise<Response>;
}

/**
 * Finds the files that pages refer to.
 *
 * @throws ConfigError when the browser's code was not bundled yet.
 */
export async function assets(): Promise<Assets> {
  const hash = createHash("sha256");
  for (const name of VERSIONED) hash.update(await readAsset(name));
  const fromFolder = serveStatic({
    root: FOLDER,
    rewriteRequestPath: (path) => path.replace(/^\/assets\//, "/"),
    // Pages name a version in the query, so a file at one URL never changes.
    onFound: (_path, c) => c.header("cache-control", "public, max-age=31536000, immutable"),
  });
  return {
    version: hash.digest("hex").slice(0, 12),
    preloads: await preloadsOf("board.js"),
    serve: async (c) => await fromFolder(c, () => Promise.resolve()) ?? c.notFound(),
  };
}

/** The files that the page's script begins with, and those that it asks for at once; each named after its content. */
async function preloadsOf(bundle: string): Promise<string[]> {
  const text = new TextDecoder().decode(await readAsset(`build/${bundle}`));
  const own = [...text.matchAll(/\b(?:from|import\()"\.\/((?:chunk|rest)-\w+\.js)"/g)];
  const files = own.flatMap(([, name]) => name ?? []);
  const theirs = await Promise.all(files.map(preloadsOf));
  return [...new Set([...files.map((name) => `build/${name}`), ...theirs.flat()])];
}

/** Reads a file of static/. @throws ConfigError when it is not there. */
export async function readAsset(name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(FOLDER + name);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new ConfigError([`static/${name} is missing: run "deno task build" first`], { cause });
  }
}
