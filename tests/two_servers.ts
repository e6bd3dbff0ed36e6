import assert from "node:assert/strict";
import type { LogEvent } from "../lib/event.ts";
import type { Metrics } from "../lib/metrics.ts";
import { testDatabase } from "./harness/postgres.ts";
import { type ServerProcess, spawnServer } from "./harness/process.ts";
import type { SseClient } from "./harness/sse_client.ts";
import { poll } from "./harness/wait.ts";
import { KEY, type PublishResult, Shop } from "./shop.ts";
import { untilRedisIs } from "./sightings.ts";

/** A server in a process of its own, with a dashboard and a lossless client that are open all along. */
export class WatchedServer extends Shop {
  /** Orders that got their 201 here. */
  readonly accepted: { id: string; total: string }[] = [];
  readonly process: ServerProcess;
  readonly board: SseClient;
  readonly log: SseClient;

  private constructor(process: ServerProcess, board: SseClient, log: SseClient) {
    super(process.url);
    this.process = process;
    this.board = board;
    this.log = log;
  }

  static async spawn(env: Record<string, string>, stack: AsyncDisposableStack) {
    const process = stack.use(await spawnServer({ env: { PUBLISH_KEY: KEY, ...env } }));
    const shop = new Shop(process.url);
    const board = stack.use(await shop.dashboard());
    return new WatchedServer(process, board, stack.use(await shop.events("?after=0")));
  }

  override async publish(channel: string, items: unknown): Promise<PublishResult> {
    const result = await super.publish(channel, items);
    if (channel === "orders") this.accepted.push(...[items].flat() as typeof this.accepted);
    return result;
  }
}

/** Two servers of one shop, each with its own way to Redis; both have found it. */
export async function twoServers(redisHere: string, redisThere = redisHere) {
  await using starting = new AsyncDisposableStack();
  const { url } = starting.use(await testDatabase());
  const [here, there] = await Promise.all([redisHere, redisThere].map((REDIS_URL) => {
    return WatchedServer.spawn({ DATABASE_URL: url, REDIS_URL }, starting);
  })) as [WatchedServer, WatchedServer];
  await untilRedisIs("up", here, there);
  const running = starting.move();
  return { here, there, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/**
 * Nothing was lost, doubled or put out of order: the lossless client of each server got every order
 * that any of them accepted, and each board is the sum of them.
 */
export async function assertWhole(...servers: WatchedServer[]): Promise<void> {
  const accepted = servers.flatMap((server) => server.accepted);
  const cents = accepted.reduce((sum, { total }) => sum + Math.round(Number(total) * 100), 0);
  const sum = { ordersToday: accepted.length, revenueToday: (cents / 100).toFixed(2) };
  for (const server of servers) {
    await poll(() => shown(server).ordersToday === accepted.length);
    assert.deepEqual(shown(server), sum);
    const { ordersToday, revenueToday, position } = await server.metrics();
    assert.deepEqual({ ordersToday, revenueToday }, sum);
    const head = Number(position.split("-")[1]);
    await poll(() => received(server).length >= head);
    const log = received(server);
    assert.deepEqual(log.map(({ seq }) => seq), Array.from({ length: head }, (_, at) => at + 1));
    const ids = log.filter(({ channel }) => channel === "orders").map(({ data }) => {
      return (data as { id: string }).id;
    });
    assert.deepEqual(ids.sort(), accepted.map(({ id }) => id).sort());
  }
}

/** What the dashboard's page would show now. */
function shown({ board }: WatchedServer) {
  const shown: Partial<Metrics> = {};
  for (const { data } of board.all) Object.assign(shown, data);
  const { ordersToday, revenueToday } = shown;
  return { ordersToday, revenueToday };
}

function received({ log }: WatchedServer): LogEvent[] {
  return log.all.filter(({ event }) => event === "message").map(({ data }) => data as LogEvent);
}
