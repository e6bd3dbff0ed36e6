import assert from "node:assert/strict";
import postgres from "postgres";
import type { LogEvent } from "../lib/event.ts";
import type { Metrics } from "../lib/metrics.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { startPostgres } from "./harness/servers.ts";
import type { SseClient } from "./harness/sse_client.ts";
import { poll } from "./harness/wait.ts";
import { anOrder, KEY, Shop } from "./shop.ts";
import { isCommitting, slowCommits } from "./slow_commits.ts";
import { fillLog, openStalled } from "./stalled.ts";

const STALLED = 50;

/** The product's promise: an orchestrator kills after ten seconds. */
const LONGEST_STOP_MS = 10_000;

async function isRefused(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  try {
    (await Deno.connect({ hostname, port: Number(port) })).close();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.ConnectionRefused;
  }
}

/** Publishes an order over a connection that is open already; returns the answer as it came. */
async function publishOver(connection: Deno.Conn): Promise<string> {
  const body = JSON.stringify(anOrder());
  const head = [
    "POST /api/publish/orders HTTP/1.1",
    "host: localhost",
    `authorization: Bearer ${KEY}`,
    "content-type: application/json",
    `content-length: ${body.length}`,
  ];
  await connection.write(new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n${body}`));
  return await new Response(connection.readable).text();
}

/** Opens dashboards, and waits until each has its numbers. */
async function openDashboards(shop: Shop, count: number): Promise<SseClient[]> {
  const dashboards = await Promise.all(Array.from({ length: count }, () => shop.dashboard()));
  await Promise.all(dashboards.map((dashboard) => dashboard.next("init")));
  return dashboards;
}

/** The server ended each stream in order, and told it another time to come back than at first. */
async function assertToldToReturn(
  streams: readonly SseClient[],
  greetings: readonly (number | undefined)[],
): Promise<void> {
  await Promise.all(streams.map(({ closed }) => closed));
  for (const { error } of streams) assert.equal(error, undefined);
  const retries = streams.map(({ lastRetry }) => lastRetry);
  const told = retries.filter((retry, at) => retry !== greetings[at]);
  assert.ok(told.length > streams.length / 2, `told: ${greetings}, then ${retries}`);
  assert.ok(new Set(retries).size > streams.length / 2, `spread: ${retries}`);
}

Deno.test("stop: running publishes are finished, streams are told to come back, clients that never read hold up nothing", async () => {
  await using stack = new AsyncDisposableStack();
  const { url: database } = stack.use(await testDatabase());
  const env = { DATABASE_URL: database, PUBLISH_KEY: KEY };
  const server = stack.use(await spawnServer({ env }));
  const shop = new Shop(server.url);
  await fillLog(shop);
  for (const stalled of await openStalled(shop, STALLED)) stack.use(stalled);
  const dashboards = await openDashboards(shop, 20);
  const events = await shop.events("?after=0");
  await events.next();
  const streams = [...dashboards, events];
  const greetings = streams.map(({ lastRetry }) => lastRetry);
  const sql = stack.adopt(postgres(database, { max: 1, onnotice() {} }), (sql) => sql.end());
  await slowCommits(sql);

  const { hostname, port } = new URL(server.url);
  const early = stack.use(await Deno.connect({ hostname, port: Number(port) }));
  const answered: number[] = [];
  const publish = async () => answered.push((await shop.publish("orders", anOrder())).accepted);
  const first = publish();
  await poll(() => isCommitting(sql));
  const others = Array.from({ length: 19 }, publish);
  // While it was written the others gathered for the next transaction.
  await first;
  await poll(() => isCommitting(sql));
  const start = performance.now();
  const stopped = server.stop();
  await poll(() => isRefused(server.url));
  assert.equal(answered.length, 1, "nobody gets in, though publishes are still running");
  const answer = await publishOver(early);
  assert.match(answer, /^HTTP\/1.1 201 /, "who got in before is heard");
  assert.match(answer, /\r\nconnection: close\r\n/i);
  await Promise.all(others);
  assert.equal(await stopped, 0);
  assert.ok(performance.now() - start < LONGEST_STOP_MS);

  await assertToldToReturn(streams, greetings);
  const orders = events.all.filter(({ data }) => (data as LogEvent).channel === "orders");
  assert.equal(orders.length, 21, "they saw the last orders too");
  for (const { all } of dashboards) {
    const shown = all.findLast(({ event }) => event === "orders")?.data as Metrics;
    assert.equal(shown.ordersToday, 21);
  }
});

Deno.test("stop: while Postgres hangs streams are told to come back all the same", async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startPostgres());
  const env = { DATABASE_URL: database.url, PUBLISH_KEY: KEY };
  const server = stack.use(await spawnServer({ env }));
  const shop = new Shop(server.url);
  const sql = stack.adopt(postgres(database.url, { max: 1, onnotice() {} }), (sql) => sql.end());
  await slowCommits(sql);
  const dashboards = await openDashboards(shop, 20);
  const greetings = dashboards.map(({ lastRetry }) => lastRetry);
  const hanging = shop.post("orders", JSON.stringify(anOrder())).catch((error: Error) => error);
  await poll(() => isCommitting(sql));
  database.pause();
  const start = performance.now();
  assert.equal(await server.stop(), 0);
  assert.ok(performance.now() - start < LONGEST_STOP_MS);
  database.resume();

  await assertToldToReturn(dashboards, greetings);
  assert.ok(await hanging instanceof Error, "nothing was promised");
});
