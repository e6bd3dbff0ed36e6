import { MemoryHub } from "../lib/memory/bus.ts";
import { MemoryPresence } from "../lib/memory/presence.ts";
import { RedisBus } from "../lib/redis/bus.ts";
import { openRedis } from "../lib/redis/open.ts";
import { RedisPresence } from "../lib/redis/presence.ts";
import { busContract } from "./contracts/bus.ts";
import { presenceContract } from "./contracts/presence.ts";
import { programPath } from "./harness/programs.ts";

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

presenceContract("in this process", (clock) => {
  return Promise.resolve({ presence: new MemoryPresence(clock), ...nothing });
});

presenceContract("Redis", async (clock) => {
  const epoch = crypto.randomUUID();
  const { talks, [Symbol.dispose]: close } = await openRedis(
    programPath("TEST_REDIS_URL"),
    epoch,
    () => {},
  );
  const presence = new RedisPresence(talks, clock, epoch);
  return { presence, [Symbol.asyncDispose]: () => Promise.resolve(close()) };
});
