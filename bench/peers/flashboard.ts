import type { RunningPostgres, RunningRedis } from "../../tests/harness/servers.ts";
import { testDatabase } from "../../tests/harness/postgres.ts";
import { benchOrder } from "../load/connection.ts";
import { KEY, startTarget } from "../target.ts";
import { type Peer, publishRequest, subscribeRequest } from "./peer.ts";

/** Where a server keeps things; several can share them. */
export interface Stores {
  postgres: RunningPostgres;
  redis: RunningRedis;
}

export interface FlashboardOptions {
  name?: string;
  settings?: Record<string, string>;
  workers?: number;
}

/** This server, on a database of its own. */
export async function startFlashboard(
  { postgres, redis }: Stores,
  { name = "Flashboard", settings = {}, workers = 1 }: FlashboardOptions = {},
): Promise<Peer> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await testDatabase());
  const { server } = opened.use(
    await startTarget({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      MAX_STREAMS_PER_ADDRESS: "10000",
      ...settings,
    }, workers),
  );
  const order = JSON.stringify(benchOrder("{tag}-{n}"));
  const everything = opened.move();
  return {
    name,
    server: server.pid,
    stores: [postgres.pid, redis.pid],
    job: {
      port: server.port,
      subscribe: subscribeRequest("/api/stream/metrics"),
      mark: "event: orders\\nid: \\w+-(\\d+)\\n",
      request: publishRequest("/api/publish/orders", order, `authorization: Bearer ${KEY}\r\n`),
      position: '"position":"\\w+-(\\d+)"',
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
