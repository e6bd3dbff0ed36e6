import { ConfigError } from "../config.ts";
import type { Report } from "../report.ts";
import { Connection, type ConnectionChange } from "./connection.ts";

/** The two connections that a server keeps: one that talks, one that listens. */
export interface RedisPair extends Disposable {
  talks: Connection;
  listens: Connection;
}

/** Replies that say the URL itself is wrong: no later attempt can help. */
const WRONG_SETTING = /WRONGPASS|NOAUTH|NOPERM|invalid password|invalid DB index/i;

/**
 * Connects to Redis. When it is away the server starts all the same: orders need only Postgres, and
 * the connections come back by themselves.
 *
 * @param url `redis://` or `rediss://`, with credentials in it where needed; any node of a cluster.
 * @param epoch Of the log: shops may share a Redis without hearing each other.
 * @throws ConfigError when the URL's user or password is wrong.
 */
export async function openRedis(url: string, epoch: string, report: Report): Promise<RedisPair> {
  const refusals: Error[] = [];
  const onChange = teller(report, () => talks.up && listens.up);
  const make = (listens: boolean) => {
    const channel = `{flashboard:${epoch}}:log`;
    const connection = new Connection({ url, channel, listens, onChange });
    connection.redis.on("error", (error) => {
      if (WRONG_SETTING.test(error.message)) refusals.push(error);
    });
    return connection;
  };
  const [talks, listens] = [make(false), make(true)];
  const close = () => {
    talks[Symbol.dispose]();
    listens[Symbol.dispose]();
  };
  await Promise.all([talks.open(), listens.open()]);
  const [refused] = refusals;
  if (refused) {
    close();
    throw new ConfigError([`REDIS_URL was refused by Redis: ${refused.message}`], {
      cause: refused,
    });
  }
  return { talks, listens, [Symbol.dispose]: close };
}

/** Reports that one of the connections is lost, and that both are there again. */
function teller(report: Report, areUp: () => boolean): ConnectionChange {
  let told: "up" | "down" | null = null;
  return (state, reason) => {
    if (state === told || (state === "up" && !areUp())) return;
    told = state;
    if (state === "up") report("info", "Redis is connected");
    else report("warn", "Redis is away: servers hear of each other through Postgres", { reason });
  };
}
