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

/** The variables that are read; tasks grant access to these and no others. */
export const VARIABLES = [
  "HOST",
  "PORT",
  "DATABASE_URL",
  "REDIS_URL",
  "DATA_DIR",
  "PUBLISH_KEY",
  "DASHBOARD_PASSWORD",
  "OPERATOR_PASSWORD",
  "ALLOWED_HOSTS",
  "STORE_NAME",
  "STORE_TIMEZONE",
  "STORE_CURRENCY",
  "LOW_STOCK_THRESHOLD",
  "CUSTOMER_LABEL",
  "PUBLISH_RATE",
  "PUBLISH_RATE_PER_ADDRESS",
  "MAX_STREAMS",
  "MAX_STREAMS_PER_ADDRESS",
  "TRUSTED_PROXIES",
  "FRAME_MS",
  "LOG_DAYS",
  "LOG_EVENTS",
  "SHOPIFY_WEBHOOK_SECRET",
  "WOOCOMMERCE_WEBHOOK_SECRET",
  "STRIPE_WEBHOOK_SECRET",
  "STANDARD_WEBHOOK_SECRET",
  "ALLOW_PRIVATE_TARGETS",
] as const;

/**
 * Reads the settings. An empty variable counts as one that is not set.
 *
 * @throws ConfigError with all that is wrong, not only the first.
 */
export function readConfig(env: Env): Config {
  const problems: string[] = [];
  const read = <T>(name: string, fallback: string, parse: (text: string) => T): T => {
    const text = env[name] || fallback;
    try {
      return parse(text);
    } catch (error) {
      problems.push(`${name} ${(error as Error).message}: current value is ${shown(name, text)}`);
      return undefined as T;
    }
  };
  const config: Config = {
    host: read("HOST", "127.0.0.1", text),
    port: read("PORT", "8000", (value) => integer(value, 0, 65535)),
    databaseUrl: read("DATABASE_URL", "", (value) => url(value, ["postgres:", "postgresql:"])),
    redisUrl: read("REDIS_URL", "", (value) => url(value, ["redis:", "rediss:"])),
    dataDir: read("DATA_DIR", "./data", folder),
    publishKey: read("PUBLISH_KEY", "", publishKey),
    dashboardPassword: read("DASHBOARD_PASSWORD", "", (value) => value || null),
    operatorPassword: read("OPERATOR_PASSWORD", "", (value) => value || null),
    allowedHosts: read("ALLOWED_HOSTS", "", hostNames),
    storeName: read("STORE_NAME", "My store", text),
    timeZone: read("STORE_TIMEZONE", "UTC", timeZone),
    currency: read("STORE_CURRENCY", "USD", currency),
    lowStockThreshold: read("LOW_STOCK_THRESHOLD", "10", (value) => integer(value, 0, 1_000_000)),
    customerLabel: read("CUSTOMER_LABEL", "initials", customerLabel),
    publishRate: read("PUBLISH_RATE", "10000", (value) => integer(value, 0, 1_000_000)),
    publishRatePerAddress: read("PUBLISH_RATE_PER_ADDRESS", "10000", (value) => {
      return integer(value, 0, 1_000_000);
    }),
    maxStreams: read("MAX_STREAMS", "10000", (value) => integer(value, 1, 1_000_000)),
    maxStreamsPerAddress: read("MAX_STREAMS_PER_ADDRESS", "1000", (value) => {
      return integer(value, 1, 1_000_000);
    }),
    trustedProxies: read("TRUSTED_PROXIES", "127.0.0.1,::1", addresses),
    frameMs: read("FRAME_MS", "50", (value) => integer(value, 10, 1_000)),
    logDays: read("LOG_DAYS", "30", (value) => integer(value, 0, 36_500)),
    logEvents: read("LOG_EVENTS", "10000000", (value) => integer(value, 0, 1_000_000_000_000)),
    hookSecrets: {
      shopify: read("SHOPIFY_WEBHOOK_SECRET", "", secrets),
      woocommerce: read("WOOCOMMERCE_WEBHOOK_SECRET", "", secretsWithCommas),
      stripe: read("STRIPE_WEBHOOK_SECRET", "", secrets),
      standard: read("STANDARD_WEBHOOK_SECRET", "", standardSecrets),
    },
    privateTargets: read("ALLOW_PRIVATE_TARGETS", "none", addressesOrAll),
  };
  problems.push(...problemsBetween(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
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
