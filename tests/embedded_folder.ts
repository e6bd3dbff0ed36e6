import { startEmbedded } from "../lib/postgres/embedded.ts";

/** A `DATA_DIR` of one test; disposing it removes it. */
export interface EmbeddedFolder extends AsyncDisposable {
  path: string;
}

let template: Promise<string> | null = null;

/** A folder with a fresh embedded database: a copy, as making one takes seconds. */
export async function embeddedFolder(): Promise<EmbeddedFolder> {
  template ??= makeTemplate();
  const path = await Deno.makeTempDir();
  await copy(`${await template}/pg`, `${path}/pg`);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function makeTemplate(): Promise<string> {
  const path = await Deno.makeTempDir({ prefix: "template-" });
  await using _database = await startEmbedded(path);
  return path;
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { mode: 0o700 });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}
