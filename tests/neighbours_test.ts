import assert from "node:assert/strict";
import { MemoryHub } from "../lib/memory/bus.ts";
import { MemoryPresence } from "../lib/memory/presence.ts";
import { ACTIVE_MS } from "../lib/presence.ts";
import { RedisBus } from "../lib/redis/bus.ts";
import { openRedis } from "../lib/redis/open.ts";
import { RedisPresence } from "../lib/redis/presence.ts";
import { busContract } from "./contracts/bus.ts";
import { presenceContract } from "./contracts/presence.ts";
import { FakeClock } from "./fake_clock.ts";
import { programPath } from "./harness/programs.ts";
import { startRedis } from "./harness/servers.ts";
import { poll } from "./harness/wait.ts";

const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };

busContract("in one process", () => {
  const hub = new MemoryHub();
  return Promise.resolve({ here: hub.join(), there: hub.join(), ...nothing });
});

busContract("Redis", async () => {
  const stack = new AsyncDisposableStack();
  const epoch = crypto.randomUUID();
  const open = async () => {
    return new RedisBus(
      stack.use(await openRedis(programPath("TEST_REDIS_URL"), epoch, () => {})),
    );
  };
  const [here, there] = await Promise.all([open(), open()]);
  return { here, there, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});

presenceContract("in this process", 0, (clock) => {
  return Promise.resolve({ presence: new MemoryPresence(clock), ...nothing });
});

presenceContract("Redis", 0.02, async (clock) => {
  const epoch = crypto.randomUUID();
  const { talks, [Symbol.dispose]: close } = await openRedis(
    programPath("TEST_REDIS_URL"),
    epoch,
    () => {},
  );
  // HyperLogLog errs the same way each time for the same ids, so this cannot fail by chance.
  const presence = new RedisPresence(talks, clock, epoch);
  return { presence, [Symbol.asyncDispose]: () => Promise.resolve(close()) };
});

Deno.test("in this process: a flood of made-up visitors fills no memory, and is over in five minutes", async () => {
  const clock = new FakeClock();
  const presence = new MemoryPresence(clock, 1_000);
  for (let n = 0; n < 5_000; n++) await presence.seen([`made-up-${n}`]);
  const flooded = await presence.count();
  clock.advance(ACTIVE_MS);
  await presence.seen(["ada"]);

  assert.equal(flooded, 1_000);
  assert.equal(await presence.count(), 1);
});

Deno.test("Redis: the visitors of a second are one write, however many they are", async () => {
  await using server = await startRedis();
  const epoch = crypto.randomUUID();
  const { talks, [Symbol.dispose]: close } = await openRedis(server.url, epoch, () => {});
  const presence = new RedisPresence(talks, new FakeClock(), epoch);
  for (let n = 0; n < 5_000; n++) await presence.seen([`visitor-${n}`]);
  const count = await presence.count() ?? NaN;
  const stats = String(await talks.redis.info("commandstats"));
  close();

  assert.ok(Math.abs(count - 5_000) <= 100, `${count}`);
  assert.match(stats, /cmdstat_pfadd:calls=1,/);
});

Deno.test("Redis: while it is away visitors are let go, and counted again when it is back", async () => {
  await using server = await startRedis();
  const epoch = crypto.randomUUID();
  const { talks, [Symbol.dispose]: close } = await openRedis(server.url, epoch, () => {});
  const presence = new RedisPresence(talks, new FakeClock(), epoch);
  await server.kill();
  await poll(() => !talks.up);
  await presence.seen(["ada"]);
  const away = await presence.count();
  await server.restart();
  await poll(() => talks.up);
  await presence.seen(["bob"]);
  const back = await presence.count();
  close();

  assert.equal(away, null);
  assert.equal(back, 1, "ada was let go");
});
