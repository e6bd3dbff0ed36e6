/**
 * Measures the server on a Postgres and a Redis of its own, and prints tables. Loopback only; ends by
 * itself.
 */
import { parseArgs } from "node:util";
import { findPrograms } from "../tests/harness/programs.ts";
import { startPostgres, startRedis } from "../tests/harness/servers.ts";
import { benchIngest } from "./ingest.ts";
import { benchLatency } from "./latency.ts";
import { describeMachine } from "./machine.ts";

const HELP = `Measures how fast orders reach dashboards, and how many can be written.

  deno task bench [--quick] [--only latency|ingest]

  --quick   about 45 seconds instead of 4 minutes: enough to see whether it runs
  --only    one of the two parts`;

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
if (values.only !== undefined && !["latency", "ingest"].includes(values.only)) {
  console.error(`--only must be latency or ingest: current value is "${values.only}"\n\n${HELP}`);
  Deno.exit(2);
}

const say = (line: string) => console.error(`… ${line}`);
for (const [name, path] of Object.entries(await findPrograms())) {
  if (path !== undefined) Deno.env.set(name, path);
}
await using postgres = await startPostgres();
await using redis = await startRedis();
Deno.env.set("TEST_DATABASE_URL", postgres.url);
Deno.env.set("TEST_REDIS_URL", redis.url);

const seconds = values.quick ? 2 : 8;
console.log(`Measured on: ${await describeMachine()}\n`);
if (values.only !== "ingest") {
  console.log(`## From an order to every open dashboard\n\n${await benchLatency(seconds, say)}\n`);
}
if (values.only !== "latency") {
  const rounds = values.quick ? 1 : 3;
  console.log(`## Orders a second\n\n${await benchIngest(seconds, rounds, say)}`);
}
