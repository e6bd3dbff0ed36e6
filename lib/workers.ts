import { ConfigError, type Env, readConfig } from "./config.ts";

/** A server that takes orders until it is disposed of. */
export interface RunningServer extends AsyncDisposable {
  /** Where it can be reached, without a slash at the end. */
  url: string;
  /** The key that may publish to every channel. */
  publishKey: string;
  /** Resolves when it has stopped. */
  finished: Promise<void>;
}

/** What a worker is told. */
type Order = { type: "start"; env: Env; workers: number } | { type: "stop" };

/** What a worker tells. */
type Answer =
  | { type: "up"; url: string; publishKey: string }
  | { type: "wrong"; problems: readonly string[] }
  | { type: "stopped" };

/**
 * Starts several servers, each in a thread of its own, that share one port: the kernel deals
 * connections out to them (SO_REUSEPORT). They hear of each other as servers on other machines do.
 *
 * @param entry The module that each thread runs; it calls `runAsWorker`.
 * @throws ConfigError when a setting is wrong, or the settings leave no room for more than one.
 */
export async function startWorkers(entry: URL, count: number, env: Env): Promise<RunningServer> {
  refuseAlone(env);
  await using opened = new AsyncDisposableStack();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const begin = async (settings: Env) => {
    const worker = new Worker(entry, { type: "module" });
    worker.addEventListener("error", (event) => failed.reject(new Error(event.message)));
    opened.defer(() => stop(worker));
    const start = { type: "start", env: settings, workers: count } as const;
    return await Promise.race([askToStart(worker, start), failed.promise]);
  };
  // The first migrates the database, makes the key, and finds a port where any will do.
  const { url, publishKey } = await begin(env);
  const settings = { ...env, PORT: new URL(url).port };
  await Promise.all(Array.from({ length: count - 1 }, () => begin(settings)));
  const everything = opened.move();
  const stopped = Promise.withResolvers<void>();
  return {
    url,
    publishKey,
    finished: Promise.race([stopped.promise, failed.promise]),
    async [Symbol.asyncDispose]() {
      await everything.disposeAsync();
      stopped.resolve();
    },
  };
}

/** The other side: starts a server when told to, and stops it. */
export function runAsWorker(
  start: (env: Env, workers: number) => Promise<RunningServer>,
): void {
  const tell = (answer: Answer) => (self as unknown as Worker).postMessage(answer);
  let server: RunningServer | null = null;
  self.addEventListener("message", async ({ data }: MessageEvent<Order>) => {
    if (data.type === "stop") {
      await server?.[Symbol.asyncDispose]();
      return tell({ type: "stopped" });
    }
    try {
      server = await start(data.env, data.workers);
      tell({ type: "up", url: server.url, publishKey: server.publishKey });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      tell({ type: "wrong", problems: error.problems });
    }
  });
}

/** What several servers share must be outside of them. */
function refuseAlone(env: Env): void {
  const { databaseUrl, redisUrl } = readConfig(env);
  const missing = [
    ...(databaseUrl ? [] : ["DATABASE_URL, as the embedded database serves one process alone"]),
    ...(redisUrl ? [] : ["REDIS_URL, as they hear of each other's orders through Redis"]),
  ];
  if (missing.length === 0) return;
  throw new ConfigError(missing.map((what) => `More than one worker needs ${what}`));
}

async function askToStart(worker: Worker, order: Order) {
  const answer = await ask(worker, order);
  if (answer.type === "wrong") throw new ConfigError(answer.problems);
  if (answer.type !== "up") throw new Error(`A worker answered ${answer.type} to its start`);
  return answer;
}

async function stop(worker: Worker): Promise<void> {
  await ask(worker, { type: "stop" });
  worker.terminate();
}

function ask(worker: Worker, order: Order): Promise<Answer> {
  return new Promise((resolve) => {
    const listen = ({ data }: MessageEvent<Answer>) => resolve(data);
    worker.addEventListener("message", listen, { once: true });
    worker.postMessage(order);
  });
}
