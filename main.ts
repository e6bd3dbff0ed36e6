import { Attempts } from "./lib/attempts.ts";
import type { Bus } from "./lib/bus.ts";
import { systemClock } from "./lib/clock.ts";
import { type Config, ConfigError, type Env, readConfig, VARIABLES } from "./lib/config.ts";
import { Calendar } from "./lib/day.ts";
import { Deliverer } from "./lib/delivery.ts";
import { Gauges } from "./lib/gauges.ts";
import { Hub } from "./lib/hub.ts";
import { Ingest } from "./lib/ingest.ts";
import { KeptSettings } from "./lib/kept_settings.ts";
import { KeyRing } from "./lib/key_ring.ts";
import { Keys } from "./lib/keys.ts";
import { MemoryHub } from "./lib/memory/bus.ts";
import { MemoryPresence } from "./lib/memory/presence.ts";
import type { Sql } from "./lib/postgres/connect.ts";
import { startEmbedded } from "./lib/postgres/embedded.ts";
import { PostgresDeliveries } from "./lib/postgres/deliveries.ts";
import { PostgresGauges } from "./lib/postgres/gauges.ts";
import { PostgresKeys } from "./lib/postgres/keys.ts";
import { PostgresLog } from "./lib/postgres/log.ts";
import { PostgresOutbox } from "./lib/postgres/outbox.ts";
import { PostgresPauses } from "./lib/postgres/pauses.ts";
import { openPostgres } from "./lib/postgres/open.ts";
import { PostgresProducts } from "./lib/postgres/products.ts";
import { PostgresSettings } from "./lib/postgres/settings.ts";
import { Passwords } from "./lib/passwords.ts";
import { PostgresSessions } from "./lib/postgres/sessions.ts";
import { PostgresSources } from "./lib/postgres/sources.ts";
import { PostgresTargets } from "./lib/postgres/targets.ts";
import { PostgresTold } from "./lib/postgres/told.ts";
import type { Presence } from "./lib/presence.ts";
import { keptGuard } from "./lib/promotion_guard.ts";
import { PromotionWatch } from "./lib/promotion_watch.ts";
import { RedisBus } from "./lib/redis/bus.ts";
import { HELP, readArguments } from "./lib/arguments.ts";
import { type RunningServer, startWorkers } from "./lib/workers.ts";
import { openRedis } from "./lib/redis/open.ts";
import { RedisPresence } from "./lib/redis/presence.ts";
import { Refusals } from "./lib/refusals.ts";
import { Retention } from "./lib/retention.ts";
import type { Access } from "./lib/services.ts";
import { Sessions } from "./lib/sessions.ts";
import { Siblings } from "./lib/siblings.ts";
import { SourcesHealth } from "./lib/sources_health.ts";
import { currentStore, storeOf } from "./lib/store_setting.ts";
import { Streams } from "./lib/streams.ts";
import { currentRules } from "./lib/rules.ts";
import { TargetBook } from "./lib/target_book.ts";
import { HttpMessenger } from "./lib/targets/messenger.ts";
import { Telling } from "./lib/telling.ts";
import { type Report, reportAsJson } from "./lib/report.ts";
import { publishKeyOf } from "./lib/publish_key.ts";
import { greeting } from "./lib/greeting.ts";
import type { App } from "./lib/web/outlet.ts";
import { Visits } from "./lib/visits.ts";
import { Watch } from "./lib/watch.ts";
import { type ListenOptions, serve, type Timeouts } from "./lib/web/server.ts";
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
  const clock = systemClock;
  await using opened = new AsyncDisposableStack();

  const publishKey = await publishKeyOf(config);
  const address = config.databaseUrl
    ? { url: config.databaseUrl }
    : opened.use(await startEmbedded(config.dataDir));
  const sql = opened.adopt(await openPostgres(address, report), (sql) => sql.end({ timeout: 2 }));
  const log = new PostgresLog(sql);
  const gauges = new PostgresGauges(sql);
  const settings = opened.use(
    await KeptSettings.open({
      store: new PostgresSettings(sql),
      clock,
      onTrouble: (error) => report("error", "Kept settings cannot be read", { error }),
    }),
  );
  const rules = currentRules(settings);
  const store = currentStore(settings, storeOf(config));
  const { epoch } = await log.head();
  const { bus, presence } = await openNeighbours(config, epoch, opened, report);

  const storeName = () => store().name;
  const { outbox, watcher, targets, wake } = await openOutside(
    config,
    sql,
    storeName,
    opened,
    report,
  );

  const calendar = new Calendar(config.timeZone);
  let trouble: unknown = null;
  const onTrouble = (error: unknown) => {
    if ((error === null) !== (trouble === null)) tellTrouble(report, error);
    trouble = error;
  };
  const hub = await Hub.open({
    ...config,
    ...{ storeName, log, clock, calendar, presence, watcher, onTrouble },
  });
  const onTrimTrouble = (error: unknown) =>
    report("warn", "The log could not be trimmed; it is tried again in a minute", { error });
  opened.use(new Retention({ ...config, log, gauges, clock, onTrouble: onTrimTrouble }));
  opened.use(
    new Gauges({
      store: gauges,
      clock,
      take: async () => {
        const activeUsers = await presence.count();
        return trouble ? null : { activeUsers, unitsAtRisk: hub.metrics().unitsAtRisk };
      },
      onTrouble: (error) => report("warn", "A minute's gauges could not be kept", { error }),
    }),
  );
  opened.defer(bus.listen(({ epoch, events }) => hub.deliver(epoch, events)));
  const ingest = new Ingest({
    ...config,
    log,
    clock,
    calendar,
    lowStockThreshold: () => store().lowStockThreshold,
    tellsLowStock: () => rules().lowStock.on,
    onCommit(committed) {
      hub.deliver(committed.epoch, committed.events);
      bus.ring(committed);
    },
  });
  const { currency } = config;
  const onWatchTrouble = (error: unknown) =>
    report("error", "The watch over the shop failed; it looks again", { error });
  opened.use(
    new Watch({ log, clock, ingest, hub, settings, rules, currency, onTrouble: onWatchTrouble }),
  );
  const sources = new SourcesHealth({ store: new PostgresSources(sql), clock });
  opened.defer(() => Promise.race([sources[Symbol.asyncDispose](), delay(STOP_MS)]));
  const pauses = new PostgresPauses(sql, { storeName, onAsked: wake });
  const guard = keptGuard(settings);
  const onGuardTrouble = (error: unknown) =>
    report("warn", "A pause could not be asked for; the product's next sale tries again", {
      error,
    });
  const watch = new PromotionWatch({ hub, pauses, guard, clock, onTrouble: onGuardTrouble });
  hub.follow((events) => watch.look(events));
  const keyStore = new PostgresKeys(sql);
  const keys = new Keys({ store: keyStore, clock, publishKey });
  const app = await routes({
    config,
    clock,
    calendar,
    log,
    gauges,
    report,
    keys,
    attempts: new Attempts({ clock, report }),
    access: await openAccess(config, sql, opened, report),
    keyRing: new KeyRing({ store: keyStore, clock }),
    settings,
    store,
    ingest,
    outbox,
    pauses,
    guard,
    targets,
    products: new PostgresProducts(sql),
    refusals: new Refusals({ clock, report }),
    sources,
    hub,
    streams: new Streams(config),
    presence,
    visits: new Visits({ clock, presence }),
    bus,
    siblings: workers > 1 ? opened.use(new Siblings(workers)) : null,
    trouble: () => trouble,
  });
  const server = await listen(app, { ...config, ...timeouts, sharesPort: workers > 1 });
  opened.defer(async () => {
    const stopped = server.stop();
    // A database that hangs must not keep the streams from being told.
    await Promise.race([ingest.close(), delay(STOP_MS)]);
    await hub[Symbol.asyncDispose]();
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

/** Who may see the dashboard; null when it has no password. */
async function openAccess(
  { dashboardPassword, operatorPassword }: Config,
  sql: Sql,
  opened: AsyncDisposableStack,
  report: Report,
): Promise<Access | null> {
  if (dashboardPassword === null) return null;
  const passwords = new Passwords({ dashboardPassword, operatorPassword });
  const sessions = await Sessions.open({
    store: new PostgresSessions(sql),
    clock: systemClock,
    passwords,
    onTrouble: (error) => report("error", "Log-outs at other servers cannot be read", { error }),
  });
  return { passwords, sessions: opened.use(sessions) };
}

/** What tells people and programs outside, and whom. */
async function openOutside(
  { privateTargets }: Config,
  sql: Sql,
  storeName: () => string,
  opened: AsyncDisposableStack,
  report: Report,
) {
  const clock = systemClock;
  const onTrouble = (error: unknown) =>
    report("error", "Alerts could not be told outside; it is tried again", { error });
  const messenger = new HttpMessenger({ clock, allowed: privateTargets });
  const deliveries = new PostgresDeliveries(sql);
  const deliverer = opened.use(new Deliverer({ store: deliveries, messenger, clock, onTrouble }));
  const outbox = deliverer.waking(new PostgresOutbox(sql));
  const told = new PostgresTold(sql);
  const watcher = await Telling.open({ outbox, told, clock, storeName, onTrouble });
  const store = new PostgresTargets(sql);
  return {
    outbox,
    watcher,
    wake: () => deliverer.wake(),
    targets: new TargetBook({ store, messenger, clock, privateTargets, storeName }),
  };
}

/** What servers share besides the log: Redis when there is one, else this process alone. */
async function openNeighbours(
  config: Config,
  epoch: string,
  opened: AsyncDisposableStack,
  report: Report,
): Promise<{ bus: Bus; presence: Presence }> {
  if (!config.redisUrl) {
    return { bus: new MemoryHub().join(), presence: new MemoryPresence(systemClock) };
  }
  const redis = opened.use(await openRedis(config.redisUrl, epoch, report));
  return {
    bus: new RedisBus(redis),
    presence: new RedisPresence(redis.talks, systemClock, epoch),
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

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, ms)));
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function tellTrouble(report: Report, error: unknown): void {
  if (error === null) report("info", "Postgres is back: dashboards are current again");
  else report("error", "The log cannot be read: dashboards show what they last knew", { error });
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
