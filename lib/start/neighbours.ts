import type { Bus } from "../bus.ts";
import { MemoryHub } from "../memory/bus.ts";
import { MemoryPresence } from "../memory/presence.ts";
import type { Presence } from "../presence.ts";
import { RedisBus } from "../redis/bus.ts";
import { openRedis } from "../redis/open.ts";
import { RedisPresence } from "../redis/presence.ts";
import type { Opening } from "./opening.ts";

/** What servers share besides the log: Redis when there is one, else this process alone. */
export async function openNeighbours(
  { config, clock, report, opened }: Opening,
  epoch: string,
): Promise<{ bus: Bus; presence: Presence }> {
  if (!config.redisUrl) {
    return { bus: new MemoryHub().join(), presence: new MemoryPresence(clock) };
  }
  const redis = opened.use(await openRedis(config.redisUrl, epoch, report));
  return { bus: new RedisBus(redis), presence: new RedisPresence(redis.talks, clock, epoch) };
}
