import { endNotedProcesses } from "./pids.ts";
import { poll } from "./wait.ts";

/**
 * Makes the folder of a test run, in which every temporary file of the run and of its tests lies, as
 * it is exported as TMPDIR. Disposing it ends the processes that tests left running and removes it.
 */
export async function testFolder(): Promise<AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "flashboard-tests-" });
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

/** Chromium may still write to its profile for a moment after its test process was killed. */
async function removeFolder(path: string): Promise<void> {
  const removed = () => Deno.remove(path, { recursive: true }).then(() => true, () => false);
  if (!await poll(removed, 5_000)) await Deno.remove(path, { recursive: true });
}
