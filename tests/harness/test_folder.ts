import { statfs } from "node:fs/promises";
import { exists } from "./files.ts";
import { endNotedProcesses } from "./pids.ts";
import { poll } from "./wait.ts";

/** A folder that Linux keeps in memory. */
const IN_MEMORY = "/dev/shm";

/** What must be free there, in bytes: a run takes a third of a GB, and its programs need memory too. */
const ROOM = 3 * 1024 ** 3;

/**
 * Makes the folder of a test run, in which every temporary file of the run and of its tests lies, as
 * it is exported as TMPDIR. Disposing it ends the processes that tests left running and removes it.
 */
export async function testFolder(): Promise<AsyncDisposable> {
  const path = await makeFolder();
  const inMemory = await hasRoom() ? await makeFolder(IN_MEMORY) : path;
  Deno.env.set("TEST_FOLDER", path);
  Deno.env.set("TEST_FOLDER_IN_MEMORY", inMemory);
  Deno.env.set("TMPDIR", path);
  return {
    async [Symbol.asyncDispose]() {
      const left = await endNotedProcesses(path);
      if (left.length > 0) console.error(`Ended processes that tests left running: ${left}`);
      for (const folder of new Set([path, inMemory])) await removeFolder(folder);
    },
  };
}

/**
 * Makes the folder of a database server: in memory where a test run has room there. A test's database
 * is hundreds of files, and to make and remove them on a disk costs seven times the processor time.
 * No other folder can be there: with fewer than all permissions Deno opens nothing in /dev.
 */
export function databaseFolder(prefix: string): Promise<string> {
  const dir = Deno.env.get("TEST_FOLDER_IN_MEMORY");
  return Deno.makeTempDir({ ...dir !== undefined && { dir }, prefix });
}

async function makeFolder(dir?: string): Promise<string> {
  const prefix = "flashboard-tests-";
  const path = await Deno.makeTempDir({ ...dir !== undefined && { dir }, prefix });
  // Postgres runs as another account and must get through to its own folder.
  await Deno.chmod(path, 0o755);
  return path;
}

async function hasRoom(): Promise<boolean> {
  if (!exists(IN_MEMORY)) return false;
  const { bavail, bsize } = await statfs(IN_MEMORY);
  return Math.min(bavail * bsize, Deno.systemMemoryInfo().available) >= ROOM;
}

/** Chromium may still write to its profile for a moment after its test process was killed. */
async function removeFolder(path: string): Promise<void> {
  const removed = () => Deno.remove(path, { recursive: true }).then(() => true, () => false);
  if (!await poll(removed, 5_000)) await Deno.remove(path, { recursive: true });
}
