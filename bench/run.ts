/**
 * Measures the server on a Postgres and a Redis of its own, and prints tables. Loopback only; ends by
 * itself.
 */
import { parseArgs } from "node:util";
import { findPrograms } from "../tests/harness/programs.ts";
import { startPostgres, startRedis } from "../tests/harness/servers.ts";
import { benchFanout } from "./fanout.ts";
import { benchIngest } from "./ingest.ts";
import { describeMachine } from "./machine.ts";

const say = (line: string) => console.error(`… ${line}`);

const PARTS = {
  fanout: {
    title: "From an event to every open dashboard",
    run: (stores: Stores, quick: boolean) =>
      benchFanout({
        stores,
        say,
        streams: quick ? [100] : [100, 1_000, 5_000],
        rates: quick ? [20] : [1, 20, 50],
        rounds: quick ? 1 : 3,
        seconds: quick ? 1 : 3,
      }),
  },
  ingest: {
    title: "Orders a second",
    run: (_stores: Stores, quick: boolean) => benchIngest(quick ? 2 : 8, quick ? 1 : 3, say),
  },
};

type Stores = Parameters<typeof benchFanout>[0]["stores"];

const NAMES = Object.keys(PARTS).join("|");
const HELP = `Measures how fast orders reach dashboards, and how many can be written.

  deno task bench [--quick] [--only ${NAMES}]

  --quick   about 2 minutes instead of 15: enough to see whether it runs
  --only    one of the parts`;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  Deno.exit();
}
if (values.only !== undefined && !(values.only in PARTS)) {
  console.error(`--only must be ${NAMES}: current value is "${values.only}"\n\n${HELP}`);
  Deno.exit(2);
}

for (const [name, path] of Object.entries(await findPrograms())) {
  if (path !== undefined) Deno.env.set(name, path);
}
await using postgres = await startPostgres();
await using redis = await startRedis();
Deno.env.set("TEST_DATABASE_URL", postgres.url);
Deno.env.set("TEST_REDIS_URL", redis.url);

console.log(`Measured on: ${await describeMachine()}`);
for (const [name, { title, run }] of Object.entries(PARTS)) {
  if (values.only !== undefined && values.only !== name) continue;
  console.log(`\n## ${title}\n\n${await run({ postgres, redis }, values.quick)}`);
}
