import { delay } from "../tests/harness/wait.ts";
import { machineSeconds } from "./load/processes.ts";

/** Cores that other programs may take before a measurement counts as disturbed. */
export const QUIET = 0.2;

const LOOK_MS = 1_000;

/** Waits until the machine has been quiet for two seconds, or `end` (of `performance.now`) has come. */
export async function untilQuiet(end: number): Promise<void> {
  let quiet = 0;
  while (quiet < 2 && performance.now() < end) {
    const before = machineSeconds();
    await delay(LOOK_MS);
    quiet = (machineSeconds() - before) / LOOK_MS * 1_000 < QUIET ? quiet + 1 : 0;
  }
}
