import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { RedisBus } from "../lib/redis/bus.ts";
import { openRedis } from "../lib/redis/open.ts";
import { RedisPresence } from "../lib/redis/presence.ts";
import { busContract, nextRing } from "./contracts/bus.ts";
import { presenceContract } from "./contracts/presence.ts";
import { testDatabase } from "./harness/postgres.ts";
import { type RunningCluster, startRedisCluster } from "./harness/servers.ts";
import { poll } from "./harness/wait.ts";
import { assertSeenAtOnce, assertSeenInTime, untilRedisIs } from "./sightings.ts";
import { openShop } from "./shop.ts";

let cluster: RunningCluster;
Deno.test.beforeAll(async () => {
  cluster = await startRedisCluster();
});
Deno.test.afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

/** Node `at` of the cluster. */
function urlOf(at: number): string {
  return cluster.nodes[at]?.url ?? "";
}

function ownerOf(epoch: string) {
  return cluster.ownerOf(`{flashboard:${epoch}}:log`);
}

async function openBus(url: string, epoch: string, stack: AsyncDisposableStack) {
  return new RedisBus(stack.use(await openRedis(url, epoch, () => {})));
}

busContract("Redis Cluster", async () => {
  const stack = new AsyncDisposableStack();
  const epoch = crypto.randomUUID();
  const open = (at: number) => openBus(urlOf(at), epoch, stack);
  // One of them at least is led to another node.
  const [here, there] = await Promise.all([open(0), open(1)]);
  return { here, there, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});

presenceContract("Redis Cluster", 0.02, async (clock) => {
  const epoch = crypto.randomUUID();
  const { talks, [Symbol.dispose]: close } = await openRedis(urlOf(0), epoch, () => {});
  const presence = new RedisPresence(talks, clock, epoch);
  return { presence, [Symbol.asyncDispose]: () => Promise.resolve(close()) };
});

/** Two servers that were told of different nodes. */
async function twoServers() {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const open = async (at: number) => {
    return stack.use(await openShop({ DATABASE_URL: url, REDIS_URL: urlOf(at) }));
  };
  const [here, there] = [await open(0), await open(1)];
  const dashboard = stack.use(await there.dashboard());
  await dashboard.next("init");
  const [epoch = ""] = (await here.metrics()).position.split("-");
  return { here, there, dashboard, epoch, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Messages that nodes passed on to all others; undefined when there were none. */
async function broadcasts(url: string): Promise<string | undefined> {
  const redis = new Redis(url);
  const info = await redis.cluster("INFO");
  redis.disconnect();
  return /cluster_stats_messages_publish\w*_sent:\d+/.exec(info)?.[0];
}

Deno.test("cluster: orders are told through one node, not to all of them", async () => {
  await using servers = await twoServers();
  await assertSeenAtOnce(servers.here, servers.dashboard);
  const sent = await Promise.all(cluster.nodes.map(({ url }) => broadcasts(url)));

  assert.deepEqual(sent, [undefined, undefined, undefined]);
});

Deno.test("cluster: without the shop's node orders come through the log, and at once when it is back", async () => {
  await using servers = await twoServers();
  const { here, there, dashboard, epoch } = servers;
  const owner = await ownerOf(epoch);
  await owner.kill();
  await untilRedisIs("down", here, there);
  await assertSeenInTime(here, dashboard);
  await owner.restart();
  await untilRedisIs("up", here, there);

  await assertSeenAtOnce(here, dashboard);
});

Deno.test("cluster: another node that takes over is found, though the one in the URL is gone", async () => {
  await using stack = new AsyncDisposableStack();
  const epoch = crypto.randomUUID();
  const owner = await ownerOf(epoch);
  const [here, there] = [
    await openBus(owner.url, epoch, stack),
    await openBus(owner.url, epoch, stack),
  ];
  await owner.kill();
  await cluster.takeOver(`{flashboard:${epoch}}:log`);
  assert.ok(await poll(() => here.connected && there.connected));
  const heard = nextRing(there);
  here.ring({ epoch, events: [] });

  assert.deepEqual(await heard, { epoch, events: [] });
});
