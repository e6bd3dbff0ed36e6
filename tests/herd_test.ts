import assert from "node:assert/strict";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { RawStream } from "./harness/raw_stream.ts";
import { GUARD_MS, within } from "./harness/wait.ts";
import { sendHerd } from "./herd.ts";
import { KEY } from "./shop.ts";

const DASHBOARDS = 500;

/** The product's promise: a dashboard is back within this time of a restart. */
const BACK_MS = 3_000;

/** The greatest share of the values that lies within so many ms. */
function densest(values: readonly number[], withinMs: number): number {
  const near = (from: number) => values.filter((value) => value >= from && value < from + withinMs);
  return Math.max(...values.map((from) => near(from).length)) / values.length;
}

Deno.test(`herd: ${DASHBOARDS} dashboards whose server restarts come back soon, spread out, and cost the database nothing`, async () => {
  const { retriesMs, backMs, statements } = await sendHerd(DASHBOARDS);

  assert.ok(retriesMs.every((ms) => ms >= 500 && ms <= 2_000), `told to wait ${retriesMs}`);
  // Evenly spread, a quarter of the range holds a quarter of them.
  assert.ok(densest(retriesMs, 375) < 0.4, `told to wait ${retriesMs}`);
  assert.ok(densest(backMs, 250) < 0.8, `back after ${backMs}`);
  // Twice the promise, as others use the machine too; bench/herd.ts measures it.
  const last = Math.max(...backMs);
  assert.ok(last < 2 * BACK_MS, `the last one was back after ${last} ms`);
  assert.ok(statements < DASHBOARDS / 4, `${statements} statements`);
});

Deno.test({
  name: "herd: connections that come all at once wait to be accepted, and none is dropped",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const mostWaiting = Number(await Deno.readTextFile("/proc/sys/net/core/somaxconn"));
    const count = Math.min(1_000, mostWaiting);
    await using stack = new AsyncDisposableStack();
    const database = stack.use(await testDatabase());
    const env = { DATABASE_URL: database.url, PUBLISH_KEY: KEY };
    const server = stack.use(await spawnServer({ env }));
    Deno.kill(server.pid, "SIGSTOP");
    const url = `${server.url}/api/stream/metrics`;
    const opening = Array.from({ length: count }, () => RawStream.open(url));
    const streams = await within(Promise.all(opening), GUARD_MS);
    Deno.kill(server.pid, "SIGCONT");
    assert.ok(streams, "the kernel keeps them all");
    for (const stream of streams) stack.use(stream);
    for (const stream of streams) {
      assert.equal((await stream.messages().next()).value?.event, "init");
    }
  },
});
