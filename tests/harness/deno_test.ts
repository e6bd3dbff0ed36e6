import { exists } from "./files.ts";
import { parseSummary, type Summary } from "./summary.ts";
import { within } from "./wait.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** How a run of `deno test` ended. */
export interface TestOutcome extends Summary {
  code: number;
  /** The files in which a test failed. */
  failedFiles: string[];
}

/** Builds the browser bundle, where deno.json has a task for it; false when that fails. */
export async function buildBundle(signal: AbortSignal): Promise<boolean> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  if (tasks?.build === undefined) return true;
  const command = new Deno.Command(Deno.execPath(), { args: ["task", "build"], cwd: ROOT, signal });
  return (await command.spawn().status).success;
}

/** Runs `deno test` with these arguments, shows what it writes and counts the tests. */
export async function runTests(
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<TestOutcome> {
  const child = new Deno.Command(Deno.execPath(), {
    // Types are checked by `deno task check`: to check them here too would double the processor time of a short run.
    args: [
      "test",
      "-A",
      "--no-check",
      "--parallel",
      ...args.some(isPath) ? [] : ["tests/"],
      ...args,
    ],
    cwd: ROOT,
    env: { ...colours(), ...env },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const end = () => void endTests(child);
  signal.addEventListener("abort", end);
  const output = await show(child.stdout);
  const { code } = await child.status;
  signal.removeEventListener("abort", end);
  const none = { passed: 0, failed: 0, skipped: 0 };
  return { ...none, ...parseSummary(output), code, failedFiles: failedFilesIn(output) };
}

/** The files that the list of failures at the end of the output names. */
function failedFilesIn(output: string): string[] {
  const list = output.slice(output.lastIndexOf(" FAILURES "));
  return [
    ...new Set([...list.matchAll(/ => \.\/(tests\/[\w/]+\.ts):\d/g)].map(([, file = ""]) => file)),
  ];
}

async function endTests(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  if (await within(child.status, 5_000) === undefined) child.kill("SIGKILL");
}

/** Copies a pipe to the standard output as it comes, and returns all of it. */
async function show(pipe: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  let output = "";
  for await (const chunk of pipe) {
    output += decoder.decode(chunk, { stream: true });
    for (let rest = chunk; rest.length > 0;) rest = rest.subarray(await Deno.stdout.write(rest));
  }
  return output;
}

/** Deno leaves out colours when it writes to a pipe, so say whether a person is looking. */
function colours(): Record<string, string> {
  const wanted = Deno.stdout.isTerminal() && !Deno.noColor;
  return wanted ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" };
}

/** Other arguments without a dash are values of options, such as that of --filter. */
function isPath(arg: string): boolean {
  return !arg.startsWith("-") && exists(new URL(arg, `file://${ROOT}`).pathname);
}
