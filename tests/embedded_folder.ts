import { startEmbedded } from "../lib/postgres/embedded.ts";
import { exists } from "./harness/files.ts";
import { programPath } from "./harness/programs.ts";

/** A `DATA_DIR` of one test; disposing it removes it. */
export interface EmbeddedFolder extends AsyncDisposable {
  path: string;
}

/** A folder with a fresh embedded database: a copy, as making one takes seconds. */
export async function embeddedFolder(): Promise<EmbeddedFolder> {
  const path = await Deno.makeTempDir();
  await copy(`${await template()}/pg`, `${path}/pg`);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The folder that is copied, one for all files of a test run: who comes first makes it, others wait. */
async function template(): Promise<string> {
  const path = `${programPath("TEST_FOLDER")}/embedded`;
  using lock = await Deno.open(`${path}.lock`, { create: true, write: true });
  await lock.lock(true);
  if (!exists(path)) {
    const making = `${path}.new`;
    await (await startEmbedded(making))[Symbol.asyncDispose]();
    await Deno.rename(making, path);
  }
  return path;
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { mode: 0o700 });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}
