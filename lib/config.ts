import { isCurrency } from "./money.ts";
import type { CustomerLabel } from "./order.ts";

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
  storeName: string;
  timeZone: string;
  currency: string;
  lowStockThreshold: number;
  customerLabel: CustomerLabel;
  /** Publish requests a key may make each second; 0 is no limit. */
  publishRate: number;
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
  "STORE_NAME",
  "STORE_TIMEZONE",
  "STORE_CURRENCY",
  "LOW_STOCK_THRESHOLD",
  "CUSTOMER_LABEL",
  "PUBLISH_RATE",
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
    storeName: read("STORE_NAME", "My store", text),
    timeZone: read("STORE_TIMEZONE", "UTC", timeZone),
    currency: read("STORE_CURRENCY", "USD", currency),
    lowStockThreshold: read("LOW_STOCK_THRESHOLD", "10", (value) => integer(value, 0, 1_000_000)),
    customerLabel: read("CUSTOMER_LABEL", "initials", customerLabel),
    publishRate: read("PUBLISH_RATE", "10000", (value) => integer(value, 0, 1_000_000)),
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
  return problems;
}

function text(value: string): string {
  if (value.trim() === "") throw new RangeError("must not be blank");
  return value;
}

/** Whether a path can stand in a list of paths on Deno's command line. */
export function isGrantablePath(path: string): boolean {
  return !/[\s,]/.test(path);
}

function folder(value: string): string {
  if (!isGrantablePath(value)) throw new RangeError("must be a path without spaces and commas");
  return value.replace(/(?<=.)\/+$/, "");
}

function integer(value: string, min: number, max: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new RangeError(`must be a whole number from ${min} to ${max}`);
  }
  return number;
}

function url(value: string, protocols: string[]): string | null {
  if (value === "") return null;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new RangeError(`must be a URL that begins with ${protocols.join("// or ")}//`);
  }
  return value;
}

function publishKey(value: string): string | null {
  if (value === "") return null;
  if (!/^[\x21-\x7e]{8,}$/.test(value)) {
    throw new RangeError("must be 8 or more printable characters without spaces");
  }
  return value;
}

function timeZone(value: string): string {
  try {
    return Temporal.Now.zonedDateTimeISO(value).timeZoneId;
  } catch {
    throw new RangeError("must be an IANA time zone like Europe/London");
  }
}

function currency(value: string): string {
  if (!isCurrency(value)) throw new RangeError("must be an ISO 4217 code like USD or EUR");
  return value;
}

function customerLabel(value: string): CustomerLabel {
  if (value === "none" || value === "initials" || value === "full") return value;
  throw new RangeError("must be none, initials or full");
}

/** What may be repeated of a wrong value: nothing of those that hold a secret. */
function shown(name: string, value: string): string {
  const secret = /KEY|PASSWORD|_URL$/.test(name);
  return secret ? `not shown (${value.length} characters)` : JSON.stringify(value);
}
