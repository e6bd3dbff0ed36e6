/**
 * Checks who imports whom: `deno run -A .ci/floors.ts [root]`. Prints a sentence for each import that
 * points up, sideways or in a circle and for each promise to the browser that is broken; exits 1 on any.
 */
import { brokenBrowserPromises } from "./floors/browser.ts";
import { cycles } from "./floors/cycles.ts";
import { type Import, readSources } from "./floors/imports.ts";
import { objection } from "./floors/rules.ts";

/** A sentence for each thing below the folder that breaks a rule. */
export async function violations(folder: string | URL): Promise<string[]> {
  const root = await Deno.realPath(folder);
  const { files, imports } = await readSources(root);
  return [...crookedImports(imports), ...await brokenBrowserPromises(root, files, imports)];
}

/** A sentence for each import that points up, sideways or in a circle. */
export function crookedImports(imports: readonly Import[]): string[] {
  const inside = imports.filter((one) => one.inside);
  return [...inside.flatMap(forbidden), ...cycles(inside)];
}

function forbidden({ from, to }: Import): string[] {
  const reason = objection(from, to);
  return reason === undefined ? [] : [`${from} may not import ${to}: ${reason}`];
}

if (import.meta.main) {
  const found = await violations(Deno.args[0] ?? new URL("..", import.meta.url));
  for (const sentence of found) console.error(sentence);
  Deno.exitCode = found.length === 0 ? 0 : 1;
}
