import { readArguments, readNumber } from "../lib/usage.ts";

export const HELP =
  `Starts a server with a simulated shop, to see a living dashboard with one command.

  deno task demo [--rate 20] [--minutes 15] [--seed 1]

  --rate N     Orders a minute when nothing is on sale (default 20). A flash sale brings nine times
               that at its start, and less and less of it for ten minutes.
  --minutes M  Ends by itself after M minutes (default: when Ctrl-C is pressed).
  --seed S     Another whole number gives another course of events (default 1).

The server is a whole one, on a database of its own that is removed at the end. It listens on PORT
(default 8000, or the next that is free) at HOST, and heeds PUBLISH_KEY, DASHBOARD_PASSWORD,
STORE_NAME, STORE_TIMEZONE and STORE_CURRENCY. DATABASE_URL and REDIS_URL are left alone.`;

export interface DemoOptions {
  rate: number;
  /** `null`: until it is interrupted. */
  minutes: number | null;
  seed: number;
}

/** Reads the command line. @throws UsageError */
export function demoOptions(args: string[]): DemoOptions | "help" {
  const { values } = readArguments({
    args,
    options: {
      rate: { type: "string", default: "20" },
      minutes: { type: "string" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  return {
    rate: readNumber("--rate", values.rate, 1, 6_000),
    minutes: values.minutes === undefined
      ? null
      : readNumber("--minutes", values.minutes, 0.1, 1e4),
    seed: readNumber("--seed", values.seed, 0, 2 ** 32 - 1),
  };
}
