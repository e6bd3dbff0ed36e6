/**
 * Measures the server on a Postgres and a Redis of its own, and prints tables. Loopback only; ends by
 * itself.
 */
import { parseArgs } from "node:util";
import { preparePrograms } from "../tests/harness/install.ts";
import { Interruption } from "../tests/harness/interruption.ts";
import { makeTemplate } from "../tests/harness/postgres.ts";
import { startPostgres, startRedis } from "../tests/harness/servers.ts";
import { benchFanout } from "./fanout.ts";
import { benchForecast } from "./forecast.ts";
import { benchGuard } from "./guard.ts";
import { benchIngest } from "./ingest.ts";
import { describeMachine } from "./machine.ts";
import type { Stores } from "./peers/flashboard.ts";
import { benchPage } from "./page.ts";
import { benchPolling } from "./polling.ts";
import { benchSale } from "./sale.ts";
import { benchWorkers } from "./workers.ts";

using interruption = new Interruption();

/** Says what is done next, or throws when the bench was interrupted: all that it started is put away. */
function say(line: string): void {
  interruption.check();
  console.error(`… ${line}`);
}

interface Part {
  title: string;
  run(stores: Stores): Promise<string>;
}

interface PartOptions {
  data?: string | undefined;
  minutes?: number | undefined;
}

/** The parts at their full length, or short. */
function partsOf(quick: boolean, { data, minutes = 30 }: PartOptions = {}): Record<string, Part> {
  const rounds = quick ? 1 : 3;
  const seconds = quick ? 1 : 3;
  return {
    fanout: {
      title: "From an event to every open dashboard",
      run: (stores) => benchFanout({ stores, say, rounds, seconds, ...(quick ? FEW : ALL) }),
    },
    sale: {
      title: "A flash sale",
      run: (stores) =>
        benchSale({ stores, say, rounds, seconds, rates: quick ? [500] : [500, 1_000, 2_000] }),
    },
    polling: {
      title: "Streams or polling",
      run: (stores) =>
        benchPolling({ stores, say, rounds, seconds, rates: quick ? [20] : [1, 20, 500] }),
    },
    workers: {
      title: "More than one core",
      run: (stores) => benchWorkers({ stores, say, rounds, seconds }),
    },
    page: {
      title: "What the page costs a browser",
      run: (stores) =>
        benchPage({ stores, say, rounds: quick ? 1 : 5, seconds: quick ? 5 : 30, minutes }),
    },
    ingest: {
      title: "Orders a second",
      run: () => benchIngest(quick ? 2 : 5, rounds, say),
    },
    guard: {
      title: "Oversell",
      run: () => benchGuard({ rounds: quick ? 1 : 3, say }),
    },
    forecast: {
      title: "Minutes of cover",
      run: () => benchForecast({ seeds: quick ? 50 : 400, data, say }),
    },
  };
}

/** Streams and events a second of the fan-out. */
const ALL = { streams: [100, 1_000, 5_000], rates: [1, 20, 50] };
const FEW = { streams: [100], rates: [20] };

const NAMES = Object.keys(partsOf(true)).join("|");
const HELP =
  `Measures how fast orders reach dashboards, how many can be written, and how good forecasts are.

  deno task bench [--quick] [--only ${NAMES}] [--data FOLDER] [--minutes N]

  --quick    about 4 minutes instead of 25: enough to see whether it runs
  --only     one of the parts
  --data     folder of real days for the forecast, CSV in UCI's "Online Retail" layout
  --minutes  length of the sale after which the page's memory is compared; it takes a tenth of it.
             Default 30, quick 2`;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    data: { type: "string" },
    minutes: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  Deno.exit();
}
if (values.only !== undefined && !(values.only in partsOf(true))) {
  console.error(`--only must be ${NAMES}: current value is "${values.only}"\n\n${HELP}`);
  Deno.exit(2);
}

const minutes = Number(values.minutes ?? (values.quick ? 2 : 30));
if (!(minutes > 0)) {
  console.error(`--minutes must be a number above 0: current value is "${values.minutes}"`);
  Deno.exit(2);
}

if (!await preparePrograms()) Deno.exit(2);
// pgbench connects once for each of 256 publishers.
await using postgres = await startPostgres({ settings: { max_connections: 400 } });
await using redis = await startRedis();
Deno.env.set("TEST_DATABASE_URL", postgres.url);
Deno.env.set("TEST_REDIS_URL", redis.url);
await makeTemplate();

console.log(`Measured on: ${await describeMachine()}`);
const parts = partsOf(values.quick, { data: values.data, minutes });
for (const [name, { title, run }] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue;
  console.log(`\n## ${title}\n\n${await run({ postgres, redis })}`);
}
