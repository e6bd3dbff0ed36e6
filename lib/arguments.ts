import { parseArgs } from "node:util";
import { ConfigError } from "./config.ts";

/** How the server is called. */
export interface Arguments {
  help: boolean;
  /** Servers to run, each in a thread of its own. */
  workers: number;
}

export const HELP = `Starts a Flashboard server.

  deno task start                one server: with neither DATABASE_URL nor REDIS_URL all is
                                 embedded and kept in DATA_DIR
  deno task start --workers N    N servers (1 to 64) in threads of their own on one port, for
                                 machines with several cores; needs DATABASE_URL and REDIS_URL

Settings are environment variables; the README has their table. SIGTERM or Ctrl-C stops it.`;

/** Reads the command line. @throws ConfigError when it is not as `HELP` says. */
export function readArguments(args: string[]): Arguments {
  const { help = false, workers = "1" } = parse(args);
  if (!/^\d+$/.test(workers) || Number(workers) < 1 || Number(workers) > 64) {
    throw new ConfigError([
      `--workers must be a whole number from 1 to 64: current value is ${JSON.stringify(workers)}`,
    ]);
  }
  return { help, workers: Number(workers) };
}

function parse(args: string[]) {
  try {
    const options = { help: { type: "boolean" }, workers: { type: "string" } } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    // Its sentences name what was seen; the first is all that helps.
    const [what = ""] = (error as Error).message.split(". ");
    throw new ConfigError([`${what}: "deno task start --help" tells how it is called`]);
  }
}
