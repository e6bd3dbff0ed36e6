import assert from "node:assert/strict";
import type { Metrics } from "../lib/metrics.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { programPath } from "./harness/programs.ts";
import { poll } from "./harness/wait.ts";
import { anOrder, KEY, Shop } from "./shop.ts";
import { granted, runToEnd } from "./start_program.ts";

async function settings(stack: AsyncDisposableStack): Promise<Record<string, string>> {
  const { url } = stack.use(await testDatabase());
  return { DATABASE_URL: url, REDIS_URL: programPath("TEST_REDIS_URL"), PUBLISH_KEY: KEY };
}

Deno.test({
  name: "workers: several listen on one port, and every dashboard sees every order",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using stack = new AsyncDisposableStack();
    const env = await settings(stack);
    const server = stack.use(
      await spawnServer({ env, flags: await granted(env), args: ["--workers", "2"] }),
    );
    // The first worker answers before the second is there.
    await poll(() => server.output().includes("Flashboard is open"));
    const shop = new Shop(server.url);
    const dashboards = await Promise.all(Array.from({ length: 20 }, () => shop.dashboard()));
    for (const dashboard of dashboards) stack.use(dashboard);
    await Promise.all(Array.from({ length: 10 }, () => shop.publish("orders", anOrder())));
    const done = ({ data }: { data: unknown }) => (data as Metrics).ordersToday === 10;
    await Promise.all(dashboards.map((dashboard) => dashboard.next(done)));

    assert.equal(await dashboardsOf(server.url), 20, "whichever worker is asked answers for both");
    assert.equal(await listenersOn(server.port), 2);
    assert.equal(await server.stop(), 0);
  },
});

/** Sockets that listen on a port (Linux): the kernel deals connections out to them. */
async function listenersOn(port: number): Promise<number> {
  const table = await Deno.readTextFile("/proc/net/tcp");
  const listening = `:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 0A`;
  return table.split("\n").filter((line) => line.includes(listening)).length;
}

async function dashboardsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^flashboard_dashboards_open (\d+)$/m.exec(text)?.[1]);
}

Deno.test("workers: what several of them need is said", async () => {
  const embedded = await runToEnd({}, ["--workers", "2"]);
  const wrong = await runToEnd({}, ["--workers", "many"]);
  const unknown = await runToEnd({}, ["--threads"]);

  assert.equal(embedded.code, 2);
  assert.match(embedded.errors, /More than one worker needs DATABASE_URL, as the embedded/);
  assert.match(embedded.errors, /needs REDIS_URL/);
  assert.equal(wrong.code, 2);
  assert.match(wrong.errors, /--workers must be a whole number from 1 to 64: .* "many"/);
  assert.equal(unknown.code, 2);
  assert.match(unknown.errors, /--threads.*--help/);
});
