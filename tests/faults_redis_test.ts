import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { Relay } from "./harness/relay.ts";
import { type RunningRedis, startRedis } from "./harness/servers.ts";
import { poll } from "./harness/wait.ts";
import { anOrder, KEY, Shop } from "./shop.ts";
import { assertSeenAtOnce, assertSeenInTime, redisOf, untilRedisIs } from "./sightings.ts";
import { assertWhole, twoServers, type WatchedServer } from "./two_servers.ts";

const PUBLISHERS = 16;

/** Sixteen publishers that send orders to all of the shops, one after the other each. */
async function load(orders: number, shops: Shop[]): Promise<void> {
  let left = orders;
  await Promise.all(Array.from({ length: PUBLISHERS }, async (_, at) => {
    while (left-- > 0) {
      await shops[at % shops.length]?.publish("orders", anOrder({ total: `${left}.99` }));
    }
  }));
}

/** Each server's dashboard sees at once what the other takes, and nothing was lost before. */
async function assertWell(here: WatchedServer, there: WatchedServer): Promise<void> {
  await assertSeenAtOnce(here, there.board);
  await assertSeenAtOnce(there, here.board);
  await assertWhole(here, there);
}

Deno.test("faults: Redis killed and restarted under load: nothing is lost, doubled or out of order", async () => {
  await using redis = await startRedis();
  await using servers = await twoServers(redis.url);
  const { here, there } = servers;
  await Promise.all([load(120, [here, there]), redis.kill()]);
  await untilRedisIs("down", here, there);
  await Promise.all([load(120, [here, there]), assertSeenInTime(here, there.board)]);
  await assertSeenInTime(there, here.board);
  await Promise.all([load(120, [here, there]), redis.restart()]);
  await untilRedisIs("up", here, there);
  await load(40, [here, there]);

  await assertWell(here, there);
});

/** A batch whose message to other servers is just small enough to carry its events. */
function bigBatch() {
  return Array.from({ length: 15 }, () => ({ fill: "x".repeat(16_000) }));
}

async function listenersOf({ url }: RunningRedis): Promise<number> {
  const redis = new Redis(url);
  const list = String(await redis.client("LIST", "TYPE", "PUBSUB"));
  redis.disconnect();
  return list.trim().split("\n").length;
}

Deno.test("faults: a server that Redis cut off because it read too slowly loses nothing", async () => {
  const limit = ["--client-output-buffer-limit", "pubsub", "1mb", "1mb", "1"];
  await using redis = await startRedis({ args: limit });
  await using servers = await twoServers(redis.url);
  const { here, there } = servers;
  Deno.kill(there.process.pid, "SIGSTOP");
  // The one that still listens is then the one that runs.
  const isCutOff = async () => await redisOf(here) === "up" && await listenersOf(redis) === 1;
  for (let batch = 0; batch < 200 && !await isCutOff(); batch++) {
    await here.publish("fill", bigBatch());
  }
  assert.match(redis.output(), /closed ASAP for overcoming of output buffer limits/);
  await here.publish("orders", anOrder());
  Deno.kill(there.process.pid, "SIGCONT");

  await assertSeenInTime(here, there.board);
  await untilRedisIs("up", here, there);
  await assertSeenAtOnce(here, there.board);
  await assertWhole(here, there);
});

/** The URL of a Redis by way of a relay. */
function by(relay: Relay, redis: RunningRedis): string {
  const url = new URL(redis.url);
  url.port = String(relay.port);
  return url.href;
}

Deno.test("faults: a Redis that is cut off with its sockets open slows nobody, and is noticed", async () => {
  await using redis = await startRedis();
  await using relay = new Relay(redis.port);
  await using servers = await twoServers(redis.url, by(relay, redis));
  const { here, there } = servers;
  const { connections } = relay;
  relay.freeze();
  // Before it is noticed: what waited for Redis would wait until then.
  for (let order = 0; order < 3; order++) await there.publish("orders", anOrder());
  const unnoticed = await redisOf(there);
  await assertSeenInTime(here, there.board);
  await assertSeenInTime(there, here.board);
  await untilRedisIs("down", there);
  await assertSeenInTime(here, there.board);
  await assertSeenInTime(there, here.board);
  relay.thaw();
  await untilRedisIs("up", there);

  assert.equal(unnoticed, "up");
  assert.ok(relay.connections > connections, "the old connections were let go");
  await assertWell(here, there);
});

Deno.test("faults: connections to Redis that went silent for good are made anew, both of them", async () => {
  await using redis = await startRedis();
  await using relay = new Relay(redis.port);
  await using servers = await twoServers(redis.url, by(relay, redis));
  const { here, there } = servers;
  const { connections } = relay;
  relay.lose();
  await poll(() => relay.connections >= connections + 2);
  await untilRedisIs("up", there);

  await assertWell(here, there);
});

/** A server that is alone, with a way to Redis that can be cut. */
async function spawnAlone(relay: Relay, redis: RunningRedis, stack: AsyncDisposableStack) {
  const { url } = stack.use(await testDatabase());
  const env = { DATABASE_URL: url, REDIS_URL: by(relay, redis), PUBLISH_KEY: KEY };
  return new Shop(stack.use(await spawnServer({ env })).url);
}

Deno.test("faults: a Redis that goes away again while it is being listened to takes no server with it", async () => {
  await using redis = await startRedis();
  await using relay = new Relay(redis.port);
  await using stack = new AsyncDisposableStack();
  const shop = await spawnAlone(relay, redis, stack);
  let cuts = 0;
  relay.watch = (sent) => {
    if (/subscribe/i.test(sent) && ++cuts < 4) relay.cut();
  };
  relay.cut();
  await poll(() => cuts === 4);

  await untilRedisIs("up", shop);
});

Deno.test("faults: a Redis that takes connections and says nothing holds up no start", async () => {
  await using redis = await startRedis();
  await using relay = new Relay(redis.port);
  await using stack = new AsyncDisposableStack();
  relay.freeze();
  const shop = await spawnAlone(relay, redis, stack);

  assert.equal((await shop.publish("orders", anOrder())).accepted, 1);
  assert.equal(await redisOf(shop), "down");
  relay.thaw();
  await untilRedisIs("up", shop);
});
