import { Redis } from "ioredis";

/** Called when the connection is lost (with the reason) and when it is there again. */
export type ConnectionChange = (state: "up" | "down", reason: string) => void;

/** Replies that say the URL itself is wrong: no later attempt can help. */
const WRONG_SETTING = /WRONGPASS|NOAUTH|NOPERM|invalid password|invalid DB index/i;

/** Whether Redis refused who we are. */
export function isWrongSetting(error: unknown): boolean {
  return error instanceof Error && WRONG_SETTING.test(error.message);
}

/**
 * Makes a connection that comes back by itself, at most every second. Commands fail at once while it
 * is away: Redis only ever tells what the log knows too, so nothing is worth waiting for.
 *
 * @param url `redis://` or `rediss://`, with credentials in it where needed.
 */
export function connect(url: string, onChange: ConnectionChange): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    // A connection cut without a goodbye would look open for hours.
    keepAlive: 5_000,
    retryStrategy: (tries) => Math.min(50 * 2 ** tries, 1_000),
  });
  let told: "up" | "down" | null = null;
  const tell = (state: "up" | "down", reason: string) => {
    if (state !== told) onChange(told = state, reason);
  };
  redis.on("ready", () => tell("up", ""));
  redis.on("error", (error: Error) => tell("down", error.message));
  redis.on("close", () => tell("down", "connection closed"));
  return redis;
}
