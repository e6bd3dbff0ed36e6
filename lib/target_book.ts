import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import type { Notice } from "./outbox.ts";
import { namesPrivateAddress } from "./private_address.ts";
import { check } from "./schema.ts";
import type { Addressee, Messenger, Outcome, Target, TargetKind } from "./target.ts";
import { configSchema, DEFAULT_TYPES, newTarget, targetChange } from "./target_schema.ts";

/** A target as it is kept when it is new. */
export type NewTarget =
  & Pick<Target, "id" | "kind" | "name" | "types" | "leastSeverity" | "createdAt">
  & { config: Config };

/** What of a target changes; what is absent stays. */
export interface TargetChange {
  name?: string | undefined;
  types?: Target["types"] | undefined;
  leastSeverity?: Target["leastSeverity"] | undefined;
  config?: Config;
  /** It is told again, first what waits. */
  enable?: boolean;
}

export type Config = Record<string, unknown>;

/** Where targets are kept. Methods throw `FlashboardError` `unavailable` when the database is away. */
export interface TargetStore {
  /** Oldest first. */
  list(): Promise<Target[]>;
  find(id: string): Promise<Addressee | null>;
  /** False when there are `most` already. */
  add(target: NewTarget, most: number): Promise<boolean>;
  /** Null when there is none. */
  change(id: string, change: TargetChange): Promise<Target | null>;
  /** With all that waits for it; false when there is none. */
  remove(id: string): Promise<boolean>;
}

export interface TargetBookOptions {
  store: TargetStore;
  messenger: Messenger;
  clock: Clock;
  /** Private addresses and ranges that may be reached; `*` is all. */
  privateTargets: readonly string[];
  storeName(): string;
}

/** A config that may be kept, and its secret where that was just made. */
interface Ready {
  config?: Config;
  secret?: string;
}

/** A target, and its secret where one was just made: it is told this once. */
export type TargetAnswer = Target & { secret?: string };

/** What became of a test. */
export type TestResult =
  | { delivered: true; status: number; tookMs: number }
  | { delivered: false; detail: string };

const MOST_TARGETS = 20;
const SECRET_BYTES = 32;

/** Whom operators want to be told. What they give is checked here; secrets go in and never come out. */
export class TargetBook {
  readonly #options: TargetBookOptions;

  constructor(options: TargetBookOptions) {
    this.#options = options;
  }

  list(): Promise<Target[]> {
    return this.#options.store.list();
  }

  /** @throws FlashboardError `invalid` for anything that is no target, `conflict` when there are 20. */
  async add(body: unknown): Promise<TargetAnswer> {
    const { store, clock } = this.#options;
    const { kind, name, types, leastSeverity, config: given } = check(newTarget, body);
    const { secret, config } = this.#ready(kind, given);
    const createdAt = new Date(clock.now()).toISOString();
    const told = { types: types ?? DEFAULT_TYPES[kind], leastSeverity };
    const fresh = { id: makeId(), kind, name, ...told, createdAt };
    if (!await store.add({ ...fresh, config }, MOST_TARGETS)) {
      throw new FlashboardError("conflict", `There are ${MOST_TARGETS} targets: remove one first`);
    }
    const never = { disabled: null, deliveredAt: null, failedAt: null, failure: null, waiting: 0 };
    return { ...fresh, ...never, ...secret !== undefined && { secret } };
  }

  /** @throws FlashboardError `invalid` for anything that is no change, `not_found`. */
  async change(id: string, body: unknown): Promise<TargetAnswer> {
    const { config, disabled, ...change } = check(targetChange, body);
    const { kind, config: known } = await this.#find(id);
    const ready: Ready = config ? this.#ready(kind, merged(known, config)) : {};
    if (config && ready.config?.["server"] !== known["server"]) {
      checkSecretGiven(kind, known, config);
    }
    const enable = disabled === null;
    const changed = await this.#options.store.change(id, {
      ...change,
      ...ready.config && { config: ready.config },
      enable,
    });
    if (!changed) throw notFound(id);
    return { ...changed, ...ready.secret !== undefined && { secret: ready.secret } };
  }

  /** @throws FlashboardError `not_found`. */
  async remove(id: string): Promise<void> {
    if (!await this.#options.store.remove(id)) throw notFound(id);
  }

  /**
   * Sends something to a target now, whatever it is told otherwise.
   *
   * @throws FlashboardError `not_found`.
   */
  async test(id: string): Promise<TestResult> {
    const to = await this.#find(id);
    const { clock } = this.#options;
    const [trigger, resolve] = this.#testNotices();
    const begin = clock.now();
    const outcome = await this.#send(to, trigger);
    const tookMs = clock.now() - begin;
    // Somebody would be called for an incident that stays open.
    if (to.kind === "pagerduty" && outcome.result === "delivered") await this.#send(to, resolve);
    if (outcome.result !== "delivered") return { delivered: false, detail: outcome.detail };
    return { delivered: true, status: outcome.status, tookMs };
  }

  #send(to: Addressee, notice: Notice): Promise<Outcome> {
    const id = `msg_test_${randomBytes(12).toString("hex")}`;
    return this.#options.messenger.send(to, { id, notices: [notice] });
  }

  #testNotices(): [Notice, Notice] {
    const at = new Date(this.#options.clock.now()).toISOString();
    const id = `test-${randomBytes(6).toString("hex")}`;
    const store = this.#options.storeName();
    const title = "Test: alerts arrive here";
    const message = "Somebody pressed the test button. Nothing has happened.";
    const data = { id, title, message, severity: "info", at, store, test: true };
    return [
      { key: `alert.triggered:${id}`, type: "alert.triggered", at, data },
      { key: `alert.resolved:${id}`, type: "alert.resolved", at, data },
    ];
  }

  async #find(id: string): Promise<Addressee> {
    const found = await this.#options.store.find(id);
    if (!found) throw notFound(id);
    return found;
  }

  /** A config as it is kept, with a new secret where one is needed. */
  #ready(kind: TargetKind, given: Config): Ready & { config: Config } {
    const config = inConfig(() => check(configSchema(kind), given));
    for (const field of ["url", "server"]) {
      const value = config[field];
      if (typeof value !== "string") continue;
      if (!namesPrivateAddress(value, this.#options.privateTargets)) continue;
      const detail = `${field}: is a private address, which ALLOW_PRIVATE_TARGETS does not list`;
      throw new FlashboardError("invalid", detail, { pointer: `/config/${field}` });
    }
    if (kind !== "webhook" || config["secret"] !== undefined) return { config };
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
    return { config: { ...config, secret }, secret };
  }
}

/** What is not given stays, as nobody can read what to give; null takes it away. */
function merged(known: Config, given: Config): Config {
  return Object.fromEntries(
    Object.entries({ ...known, ...given }).filter(([, value]) => value !== null),
  );
}

/** A known secret must not go to a server of which only its address was given. */
function checkSecretGiven(kind: TargetKind, known: Config, given: Config): void {
  const field = { slack: null, ntfy: "token", pagerduty: "routingKey", webhook: null }[kind];
  if (field === null || known[field] === undefined || given[field] !== undefined) return;
  throw new FlashboardError("invalid", `${field}: give it again with another server`, {
    pointer: `/config/${field}`,
  });
}

function inConfig<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FlashboardError)) throw error;
    const pointer = `/config${error.pointer ?? ""}`;
    throw new FlashboardError(error.code, `config: ${error.message}`, { pointer });
  }
}

function makeId(): string {
  return `tgt_${randomBytes(9).toString("base64url")}`;
}

function notFound(id: string): FlashboardError {
  return new FlashboardError("not_found", `There is no target ${JSON.stringify(id)}`);
}
