/**
 * The note of every program that the tests started, so that tests/run.ts can end what a test process
 * left behind when it was itself killed: one file a program, named by its process id.
 */
import { namesIn } from "./files.ts";
import { poll } from "./wait.ts";

const FOLDER = "pids";

/** Notes that this run started the process; nothing without `TEST_FOLDER` (a test run by hand). */
export function notePid(pid: number): void {
  const folder = noteFolder();
  if (folder === undefined) return;
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/${pid}`, startOf(pid) ?? "");
}

/** Takes the note back, once the process has ended. */
export function forgetPid(pid: number): void {
  const folder = noteFolder();
  if (folder === undefined) return;
  try {
    Deno.removeSync(`${folder}/${pid}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Ends every noted process that still runs and returns their ids. */
export async function endNotedProcesses(testFolder: string): Promise<number[]> {
  const left = [...notedPids(`${testFolder}/${FOLDER}`)];
  for (const pid of left) {
    // SIGINT is the signal on which Postgres does not wait for its clients.
    for (const signal of ["SIGCONT", "SIGINT"] as const) sendSignal(pid, signal);
  }
  await poll(() => !left.some(isRunning), 5_000);
  for (const pid of left) sendSignal(pid, "SIGKILL");
  return left;
}

/** Sends a signal; false when there is no such process any more. */
export function sendSignal(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The processes that `pid` started itself and that still run. */
export function childrenOf(pid: number): number[] {
  const list = readProc(`${pid}/task/${pid}/children`) ?? "";
  return list.split(" ").filter((id) => id.trim() !== "").map(Number);
}

function noteFolder(): string | undefined {
  const folder = Deno.env.get("TEST_FOLDER");
  return folder === undefined ? undefined : `${folder}/${FOLDER}`;
}

function* notedPids(folder: string): Generator<number> {
  for (const name of namesIn(folder)) {
    const pid = Number(name);
    const start = Deno.readTextFileSync(`${folder}/${name}`);
    // The id may belong to a stranger by now; its start time would then be another.
    if (start !== "" && start === startOf(pid)) yield pid;
  }
}

function isRunning(pid: number): boolean {
  const state = statOf(pid)?.[0];
  return state !== undefined && state !== "Z";
}

/** The moment at which the process started, in ticks since boot. */
function startOf(pid: number): string | undefined {
  return statOf(pid)?.[19];
}

/** The fields of /proc/PID/stat from the third one, the state, on (proc(5)). */
function statOf(pid: number): string[] | undefined {
  const stat = readProc(`${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function readProc(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(`/proc/${path}`);
  } catch {
    return undefined; // the process is gone, or this is not Linux
  }
}
