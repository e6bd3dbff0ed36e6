import type { CustomerLabel } from "./order.ts";
import {
  addresses,
  addressesOrAll,
  currency,
  customerLabel,
  folder,
  hostNames,
  integer,
  publishKey,
  secrets,
  secretsWithCommas,
  standardSecrets,
  text,
  timeZone,
  url,
} from "./setting.ts";

/** Everything that can be set from outside, checked. */
export interface Config {
  host: string;
  port: number;
  /** `null`: embedded in `dataDir`. */
  databaseUrl: string | null;
  /** `null`: this server is alone. */
  redisUrl: string | null;
  dataDir: string;
  /** `null`: one is made at first start and kept in `dataDir`. */
  publishKey: string | null;
  dashboardPassword: string | null;
  /** `null`: whoever has the dashboard's password is an operator; else they are viewers. */
  operatorPassword: string | null;
  storeName: string;
  timeZone: string;
  currency: string;
  lowStockThreshold: number;
  customerLabel: CustomerLabel;
  /** Publish requests a key may make each second; 0 is no limit. */
  publishRate: number;
  /** The same from one address, with whatever keys. */
  publishRatePerAddress: number;
  /** Streams that may be open on this server, in all and from one address. */
  maxStreams: number;
  maxStreamsPerAddress: number;
  /** Names besides this machine's own under which a server without a password may be opened. */
  allowedHosts: string[];
  /** Addresses and ranges whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  /** In a rush a dashboard gets one frame in this many ms. */
  frameMs: number;
  /** Events older than this many days leave the log; 0 keeps all. */
  logDays: number;
  /** Of events older than an hour the log keeps no more than this many; 0 keeps all. */
  logEvents: number;
  hookSecrets: HookSecrets;
  /** Private addresses and ranges that alerts may be sent to; `*` is all. */
  privateTargets: string[];
}

/** Secrets with which each system's webhooks are signed; a system that has none is not listened to. */
export interface HookSecrets {
  shopify: string[];
  woocommerce: string[];
  stripe: string[];
  standard: string[];
}

export type Env = Readonly<Record<string, string | undefined>>;

/** What is wrong with the settings, a sentence each: starting again will not help until they change. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options: ErrorOptions = {}) {
    super(problems.join("\n"), options);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** A variable, what stands for it when it is not set, and how its text is read. */
type Setting<T> = readonly [variable: string, fallback: string, parse: (text: string) => T];

type Table<T> = { readonly [K in keyof T]: Setting<T[K]> };

const SETTINGS: Table<Omit<Config, "hookSecrets">> = {
  host: ["HOST", "127.0.0.1", text],
  port: ["PORT", "8000", integer(0, 65535)],
  databaseUrl: ["DATABASE_URL", "", url("postgres:", "postgresql:")],
  redisUrl: ["REDIS_URL", "", url("redis:", "rediss:")],
  dataDir: ["DATA_DIR", "./data", folder],
  publishKey: ["PUBLISH_KEY", "", publishKey],
  dashboardPassword: ["DASHBOARD_PASSWORD", "", (value) => value || null],
  operatorPassword: ["OPERATOR_PASSWORD", "", (value) => value || null],
  allowedHosts: ["ALLOWED_HOSTS", "", hostNames],
  storeName: ["STORE_NAME", "My store", text],
  timeZone: ["STORE_TIMEZONE", "UTC", timeZone],
  currency: ["STORE_CURRENCY", "USD", currency],
  lowStockThreshold: ["LOW_STOCK_THRESHOLD", "10", integer(0, 1_000_000)],
  customerLabel: ["CUSTOMER_LABEL", "initials", customerLabel],
  publishRate: ["PUBLISH_RATE", "10000", integer(0, 1_000_000)],
  publishRatePerAddress: ["PUBLISH_RATE_PER_ADDRESS", "10000", integer(0, 1_000_000)],
  maxStreams: ["MAX_STREAMS", "10000", integer(1, 1_000_000)],
  maxStreamsPerAddress: ["MAX_STREAMS_PER_ADDRESS", "1000", integer(1, 1_000_000)],
  trustedProxies: ["TRUSTED_PROXIES", "127.0.0.1,::1", addresses],
  frameMs: ["FRAME_MS", "50", integer(10, 1_000)],
  logDays: ["LOG_DAYS", "30", integer(0, 36_500)],
  logEvents: ["LOG_EVENTS", "10000000", integer(0, 1_000_000_000_000)],
  privateTargets: ["ALLOW_PRIVATE_TARGETS", "none", addressesOrAll],
};

const HOOK_SECRETS: Table<HookSecrets> = {
  shopify: ["SHOPIFY_WEBHOOK_SECRET", "", secrets],
  woocommerce: ["WOOCOMMERCE_WEBHOOK_SECRET", "", secretsWithCommas],
  stripe: ["STRIPE_WEBHOOK_SECRET", "", secrets],
  standard: ["STANDARD_WEBHOOK_SECRET", "", standardSecrets],
};

/** The variables that are read; tasks grant access to these and no others. */
export const VARIABLES: readonly string[] = [SETTINGS, HOOK_SECRETS].flatMap((table) =>
  Object.values(table).map(([variable]) => variable)
);

/**
 * Reads the settings. An empty variable counts as one that is not set.
 *
 * @throws ConfigError with all that is wrong, not only the first.
 */
export function readConfig(env: Env): Config {
  const problems: string[] = [];
  const hookSecrets = readAll(HOOK_SECRETS, env, problems);
  const config: Config = { ...readAll(SETTINGS, env, problems), hookSecrets };
  problems.push(...problemsBetween(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Reads what a table lists, and adds to `problems` what is wrong with it. */
function readAll<T>(table: Table<T>, env: Env, problems: string[]): T {
  const read = ([name, fallback, parse]: Setting<unknown>): unknown => {
    const text = env[name] || fallback;
    try {
      return parse(text);
    } catch (error) {
      problems.push(`${name} ${(error as Error).message}: current value is ${shown(name, text)}`);
    }
  };
  const settings = Object.entries<Setting<unknown>>(table);
  return Object.fromEntries(settings.map(([key, setting]) => [key, read(setting)])) as T;
}

/** Whether only this machine can reach a server that listens on `host`. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function problemsBetween(config: Config): string[] {
  const problems: string[] = [];
  if (config.host && !isLoopback(config.host) && !config.dashboardPassword) {
    problems.push(
      "DASHBOARD_PASSWORD must be set unless HOST is a loopback address: " +
        `others can reach ${config.host}`,
    );
  }
  if (config.operatorPassword && !config.dashboardPassword) {
    problems.push(
      "OPERATOR_PASSWORD needs a DASHBOARD_PASSWORD beside it, for viewers: without one everybody " +
        "who reaches the server is an operator",
    );
  }
  if (config.operatorPassword && config.operatorPassword === config.dashboardPassword) {
    problems.push(
      "OPERATOR_PASSWORD must be another than DASHBOARD_PASSWORD: it would make operators of all viewers",
    );
  }
  return problems;
}

/** What may be repeated of a wrong value: nothing of those that hold a secret. */
function shown(name: string, value: string): string {
  const secret = /KEY|PASSWORD|SECRET|_URL$/.test(name);
  return secret ? `not shown (${value.length} characters)` : JSON.stringify(value);
}
