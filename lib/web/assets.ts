import { ConfigError } from "../config.ts";
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { serveStatic } from "hono/deno";

const FOLDER = new URL("../../static/", import.meta.url).pathname;

const VERSIONED = [
  "docs.css",
  "build/board.css",
  "build/board.js",
  "build/tv.css",
  "build/tv.js",
  "build/stream_worker.js",
];

/** The browser's files, and a version that changes with any of them. */
export interface Assets {
  version: string;
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
    serve: async (c) => await fromFolder(c, () => Promise.resolve()) ?? c.notFound(),
  };
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
