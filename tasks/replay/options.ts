import { readArguments, readNumber, UsageError } from "../lib/usage.ts";

export const HELP = `Publishes the orders of a CSV in their own rhythm, to a running Flashboard.

  deno task replay FILE.csv [--speed 60] [--stock 90] [--url http://127.0.0.1:8000] [--key KEY]

  FILE.csv     Columns InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
               in any order ("Online Retail" of the UCI Machine Learning Repository). The lines of one
               InvoiceNo are one order; it counts now, at the moment at which it is published.
  --speed N    60 makes an hour of the file a minute of yours (default 60).
  --stock N    Before the first order, gives each of the 40 best-selling products N % of what the file
               orders of it: with 90 the last orders find it gone. Without it, no stock is touched.
  --keep-ids   Publishes orders under their InvoiceNo alone. The server counts an id once, so a second
               run adds nothing. By default each run ends its ids in a tag of its own.
  --url URL    Address of the server (default http://127.0.0.1:8000).
  --key KEY    Publish key (default: PUBLISH_KEY, else the file DATA_DIR/publish-key, where a server
               without a database keeps its own; DATA_DIR is ./data unless set).

No currency is sent: the store's counts, and the file's amounts are taken as they stand (those of
Online Retail are pounds). Customers are shown by country and number. Left out, and told at the end with
the number of the line: cancellations (they do not name the order they cancel), lines that cannot be
read, and what the shop books without selling it. Ctrl-C ends early, with the same summary.
After the last order the store is silent: in minutes the board says "No orders", as it should, until
the next order comes.

Exit code: 0 all is published; 1 some was refused, or the server was lost; 2 wrong usage; 130 Ctrl-C.`;

export interface ReplayOptions {
  path: string;
  speed: number;
  /** Percent of the demand that is there at the start; null leaves stock alone. */
  stock: number | null;
  /** Without a slash at the end. */
  url: string;
  key: string;
  /** Ends the ids of this run; null keeps them as they are. */
  runTag: string | null;
}

/**
 * Reads the command line.
 *
 * @param now Milliseconds since 1970, from which the run's tag is made.
 * @throws UsageError
 */
export async function replayOptions(
  args: string[],
  env: (name: "PUBLISH_KEY" | "DATA_DIR") => string | undefined,
  now: number,
): Promise<ReplayOptions | "help"> {
  const { values, positionals } = readReplayArguments(args);
  if (values.help) return "help";
  const [path, ...others] = positionals;
  if (path === undefined) throw new UsageError("Name the CSV whose orders are to be published");
  if (others.length > 0) throw new UsageError(`Name one file: ${others.join(", ")} is too much`);
  return {
    path,
    speed: readNumber("--speed", values.speed, 0.001, 1_000_000_000),
    stock: values.stock === undefined ? null : readNumber("--stock", values.stock, 0, 1_000),
    url: readUrl(values.url),
    key: values.key ?? (env("PUBLISH_KEY") || await keptKey(env("DATA_DIR") || "./data")),
    runTag: values["keep-ids"] ? null : Math.floor(now / 1_000).toString(36),
  };
}

function readReplayArguments(args: string[]) {
  return readArguments({
    args,
    allowPositionals: true,
    options: {
      speed: { type: "string", default: "60" },
      stock: { type: "string" },
      url: { type: "string", default: "http://127.0.0.1:8000" },
      key: { type: "string" },
      "keep-ids": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, "");
  throw new UsageError(
    `--url must be an address like http://127.0.0.1:8000: current value is ${JSON.stringify(text)}`,
  );
}

async function keptKey(dataDir: string): Promise<string> {
  const path = `${dataDir}/publish-key`;
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError(
      `A publish key is needed, and there is none in ${path}: start the server first, ` +
        "or give its key with --key or PUBLISH_KEY",
    );
  }
}
