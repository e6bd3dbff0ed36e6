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
  const path = await Deno.makeTempDir({ ...await placeInMemory(), prefix: "flashboard-tests-" });
  // Postgres runs as another account and must get through to its own folder.
  await Deno.chmod(path, 0o755);
  Deno.env.set("TEST_FOLDER", path);
  Deno.env.set("TMPDIR", path);
  return {
    async [Symbol.asyncDispose]() {
      const left = await endNotedProcesses(path);
      if (left.length > 0) console.error(`Ended processes that tests left running: ${left}`);
      await removeFolder(path);
    },
  };
}

/** A test's database is hundreds of files: to make and remove them costs a seventh of what it does on a disk. */
async function placeInMemory(): Promise<{ dir?: string }> {
  if (!exists(IN_MEMORY)) return {};
  const { bavail, bsize } = await statfs(IN_MEMORY);
  const room = Math.min(bavail * bsize, Deno.systemMemoryInfo().available);
  return room < ROOM ? {} : { dir: IN_MEMORY };
}

/** Chromium may still write to its profile for a moment after its test process was killed. */
async function removeFolder(path: string): Promise<void> {
  const removed = () => Deno.remove(path, { recursive: true }).then(() => true, () => false);
  if (!await poll(removed, 5_000)) await Deno.remove(path, { recursive: true });
}
