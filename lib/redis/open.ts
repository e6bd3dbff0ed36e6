import { ConfigError } from "../config.ts";
import type { Redis } from "ioredis";
import type { Report } from "../report.ts";
import { connect, isWrongSetting } from "./connect.ts";

/** The two connections that a server keeps: one that talks, one that listens. */
export interface RedisPair extends Disposable {
  talks: Redis;
  listens: Redis;
}

/**
 * Connects to Redis. When it is away the server starts all the same: orders need only Postgres, and
 * the connections come back by themselves.
 *
 * @throws ConfigError when the URL's user or password is wrong.
 */
export async function openRedis(url: string, report: Report): Promise<RedisPair> {
  const refusals: Error[] = [];
  const onError = (error: Error) => {
    if (isWrongSetting(error)) refusals.push(error);
  };
  const talks = connect(url, (state, reason) => {
    if (state === "up") report("info", "Redis is connected");
    else report("warn", "Redis is away: servers hear of each other through Postgres", { reason });
  }).on("error", onError);
  const listens = connect(url, () => {}).on("error", onError);
  const close = () => {
    talks.disconnect();
    listens.disconnect();
  };
  // What is only away comes back by itself, and its own handler tells of it.
  await Promise.allSettled([talks.connect(), listens.connect()]);
  const [refused] = refusals;
  if (refused) {
    close();
    throw new ConfigError([`REDIS_URL was refused by Redis: ${refused.message}`], {
      cause: refused,
    });
  }
  return { talks, listens, [Symbol.dispose]: close };
}
