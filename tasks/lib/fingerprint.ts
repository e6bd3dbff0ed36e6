import { createHash } from "node:crypto";

/**
 * What tells whether any file of these files and folders, or this Deno, is another than before.
 *
 * @param except Folders that are passed over.
 */
export async function fingerprint(
  paths: readonly string[],
  except: readonly string[] = [],
): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(Deno.version));
  for (const path of await filesOf(paths, except)) {
    const content = await Deno.readFile(path);
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

async function filesOf(paths: readonly string[], except: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.filter((path) => !except.includes(path)).map(async (path) => {
      if ((await Deno.stat(path)).isFile) return [path];
      const entries = await Array.fromAsync(Deno.readDir(path), ({ name }) => `${path}/${name}`);
      return filesOf(entries, except);
    }),
  );
  return found.flat().sort();
}
