import { parseArgs, type ParseArgsConfig } from "node:util";

/** The command line is not what the task takes; the message is for the user. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Exit code of a program that was called wrongly. */
const WRONG_USAGE = 2;

/** Reads the command line as `parseArgs` of `node:util` does. @throws UsageError */
export function readArguments<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Its sentences name what was seen; the first is all that helps.
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
}

/** Reads a number of an option. @throws UsageError when it is not one from `least` to `most`. */
export function readNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(
    `${name} must be a number from ${least} to ${most}: current value is ${JSON.stringify(text)}`,
  );
}

/** Runs a task to its exit code; what is wrong with its call is said in a sentence. */
export async function runTask(name: string, task: () => Promise<number>): Promise<void> {
  try {
    Deno.exitCode = await task();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n"deno task ${name} --help" tells how it is called`);
    Deno.exitCode = WRONG_USAGE;
  }
}
