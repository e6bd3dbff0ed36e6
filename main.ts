import { HELP, readArguments } from "./lib/arguments.ts";
import { Attempts } from "./lib/attempts.ts";
import { systemClock } from "./lib/clock.ts";
import { ConfigError, type Env, readConfig, VARIABLES } from "./lib/config.ts";
import { greeting } from "./lib/greeting.ts";
import { KeyRing } from "./lib/key_ring.ts";
import { Keys } from "./lib/keys.ts";
import { PostgresGauges } from "./lib/postgres/gauges.ts";
import { PostgresKeys } from "./lib/postgres/keys.ts";
import { PostgresLog } from "./lib/postgres/log.ts";
import { PostgresProducts } from "./lib/postgres/products.ts";
import { PostgresSources } from "./lib/postgres/sources.ts";
import { publishKeyOf } from "./lib/publish_key.ts";
import { Refusals } from "./lib/refusals.ts";
import { type Report, reportAsJson } from "./lib/report.ts";
import { Siblings } from "./lib/siblings.ts";
import { SourcesHealth } from "./lib/sources_health.ts";
import { openAccess } from "./lib/start/access.ts";
import { openDatabase } from "./lib/start/database.ts";
import { openGuard } from "./lib/start/guard.ts";
import { openNeighbours } from "./lib/start/neighbours.ts";
import { delay, type Opening } from "./lib/start/opening.ts";
import { openOutside } from "./lib/start/outside.ts";
import { openShop } from "./lib/start/shop.ts";
import { openUpkeep } from "./lib/start/upkeep.ts";
import { Streams } from "./lib/streams.ts";
import { Visits } from "./lib/visits.ts";
import type { App } from "./lib/web/outlet.ts";
import { type ListenOptions, serve, type Timeouts } from "./lib/web/server.ts";
import { type RunningServer, startWorkers } from "./lib/workers.ts";
import type { Services } from "./lib/services.ts";
import { routes } from "./routes/mod.ts";

const WORKER = new URL("./tasks/worker.ts", import.meta.url);

/** How long a stop waits for running publishes, and then for clients to read what was sent to them. */
const STOP_MS = 3_000;

/** How long a stop may take in all: an orchestrator kills after ten seconds. */
const LONGEST_STOP_MS = 8_000;

/**
 * Starts a server with the settings in `env` (README has the table).
 *
 * @param workers How many servers share its port in this process; each gets some of the connections.
 * @param timeouts How long a client may take to send a request.
 * @throws ConfigError with sentences for the user, when a setting is wrong.
 */
export async function start(
  env: Env,
  report: Report = reportAsJson,
  workers = 1,
  timeouts: Timeouts = {},
): Promise<RunningServer> {
  const config = readConfig(env);
  await using opened = new AsyncDisposableStack();
  const publishKey = await publishKeyOf(config);
  const opening = await openDatabase(config, systemClock, report, opened);
  const services = await openServices(opening, publishKey, workers);
  const app = await routes(services);
  const server = await listen(app, { ...config, ...timeouts, sharesPort: workers > 1 });
  opened.defer(async () => {
    const stopped = server.stop();
    const written = server.answered().then(() => services.ingest.close());
    // A database that hangs must not keep the streams from being told.
    await Promise.race([written, delay(STOP_MS)]);
    await services.hub[Symbol.asyncDispose]();
    // A client that does not read its last bytes must not hold up the stop.
    await Promise.race([stopped, delay(STOP_MS)]);
    server.cut();
  });
  const everything = opened.move();
  return {
    url: urlOf(config.host, server.port),
    publishKey,
    finished: server.finished,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** Opens all that routes may call, what everything else stands on first. */
async function openServices(
  opening: Opening,
  publishKey: string,
  workers: number,
): Promise<Services> {
  const { config, clock, report, settings, store, sql, opened } = opening;
  const log = new PostgresLog(sql);
  const { bus, presence } = await openNeighbours(opening, (await log.head()).epoch);
  const { wake, watcher, ...outside } = await openOutside(opening);
  const ground = { log, bus, presence, watcher };
  const shop = await openShop(opening, ground);
  const gauges = new PostgresGauges(sql);
  openUpkeep(opening, ground, shop, gauges);
  const sources = new SourcesHealth({ store: new PostgresSources(sql), clock });
  opened.defer(() => Promise.race([sources[Symbol.asyncDispose](), delay(STOP_MS)]));
  const keyStore = new PostgresKeys(sql);
  return {
    ...{ config, clock, report, settings, store },
    ...outside,
    ...ground,
    ...shop,
    ...openGuard(opening, shop.hub, wake),
    gauges,
    sources,
    keys: new Keys({ store: keyStore, clock, publishKey }),
    keyRing: new KeyRing({ store: keyStore, clock }),
    attempts: new Attempts({ clock, report }),
    access: await openAccess(opening),
    products: new PostgresProducts(sql),
    refusals: new Refusals({ clock, report }),
    streams: new Streams(config),
    visits: new Visits({ clock, presence }),
    siblings: workers > 1 ? opened.use(new Siblings(workers)) : null,
  };
}

async function listen(app: App, options: ListenOptions) {
  try {
    return await serve(app, options);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE")) throw cause;
    throw new ConfigError([
      `PORT ${options.port} is taken by another program: stop it, or set another PORT`,
    ], { cause });
  }
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function main(): Promise<void> {
  const env = Object.fromEntries(VARIABLES.map((name) => [name, Deno.env.get(name)]));
  try {
    const { help, workers } = readArguments(Deno.args);
    if (help) return console.log(HELP);
    const server = await (workers > 1 ? startWorkers(WORKER, workers, env) : start(env));
    console.log(greeting(server.url, server.publishKey, readConfig(env)));
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => void stop(server));
    }
    await server.finished;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) console.error(problem);
    Deno.exit(2);
  }
}

/** What hangs (a database that does not answer) was promised to nobody: it must not hold up the exit. */
async function stop(server: RunningServer): Promise<void> {
  await Promise.race([server[Symbol.asyncDispose](), delay(LONGEST_STOP_MS)]);
  Deno.exit(0);
}

if (import.meta.main) await main();
