import type { Import } from "./imports.ts";
import { BROWSER_USE_CASES, floorOf } from "./rules.ts";

// Temporal, on which it rests, is not in every browser.
const SERVER_ONLY = "lib/day.ts";

/** Whether a file promises to run in a browser. */
function runsInBrowser(path: string): boolean {
  if (path === SERVER_ONLY) return false;
  const floor = floorOf(path);
  return floor === "pure files" || floor === "islands" || BROWSER_USE_CASES.includes(path);
}

/** A sentence for each way in which a file that promises to run in a browser would not. */
export async function brokenBrowserPromises(
  root: string,
  files: readonly string[],
  imports: readonly Import[],
): Promise<string[]> {
  const ours = files.filter(runsInBrowser);
  const ofOurs = imports.filter(({ from }) => runsInBrowser(from));
  const types = ours.length === 0 ? [] : await typeErrors(root, ours);
  return [...ofOurs.flatMap(serverOnly), ...types];
}

function serverOnly({ from, to, typeOnly }: Import): string[] {
  const absent = to.startsWith("node:") || (to === SERVER_ONLY && !typeOnly);
  return absent ? [`${from} may not import ${to}: it runs in the browser, which has none`] : [];
}

/** Checks the files against the browser's types alone, without those of Deno. */
async function typeErrors(root: string, files: string[]): Promise<string[]> {
  const config = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(config, JSON.stringify(await browserConfig(root)));
    const args = ["check", "--quiet", "--config", config, ...files];
    const env = { NO_COLOR: "1" };
    const check = await new Deno.Command(Deno.execPath(), { args, cwd: root, env }).output();
    if (check.success) return [];
    const errors = new TextDecoder().decode(check.stderr).trim();
    return [`The files that run in the browser may use only what it has:\n${errors}`];
  } finally {
    await Deno.remove(config);
  }
}

async function browserConfig(root: string): Promise<unknown> {
  const { imports, compilerOptions } = await ownConfig(root);
  return {
    imports,
    // The lock goes with the imports, so that the very same packages are read, from Deno's cache.
    ...(imports === undefined ? {} : { lock: { path: `${root}/deno.lock`, frozen: true } }),
    nodeModulesDir: "none",
    compilerOptions: { ...compilerOptions, lib: ["dom", "dom.iterable", "esnext"] },
  };
}

async function ownConfig(root: string) {
  try {
    return JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
