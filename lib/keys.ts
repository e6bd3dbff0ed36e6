import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "./clock.ts";
import { ConfigError } from "./config.ts";
import { FlashboardError } from "./error.ts";

/** What a key may do: read what dashboards see, show it on one screen, publish to all channels, or to one. */
export type Scope = "read" | "screen" | "publish" | `publish:${string}`;

/** A key as it is kept: never itself, only its hash. */
export interface KeptKey {
  name: string;
  /** First characters of the key, by which a person recognises it. */
  prefix: string;
  scopes: Scope[];
  createdAt: string;
}

/** Who sends a request: a key that was found good. */
export interface Caller {
  /** The key's hash, by which its requests can be counted. */
  hash: string;
}

/** Where keys are kept. Methods throw `FlashboardError` `unavailable` when the database is away. */
export interface KeyStore {
  find(hash: string): Promise<KeptKey | null>;
  add(hash: string, key: KeptKey): Promise<void>;
  list(): Promise<KeptKey[]>;
  /** How many keys of that name there were; after `LEASE_MS` no server takes them. */
  remove(name: string): Promise<number>;
}

const SCOPE = /^(?:read|screen|publish(?::[a-z][a-z0-9_-]{0,63})?)$/;

/**
 * How long a server goes by what the store said of a key, from when it asked. Whoever revokes a key
 * waits as long before he says so: by then no server takes it, and none had to be told.
 */
export const LEASE_MS = 250;

/** Most keys remembered: wrong ones are remembered too, and a guesser must not fill the memory. */
const REMEMBERED = 1_000;

export interface KeysOptions {
  store: KeyStore;
  clock: Clock;
  /** The key from the settings, which may publish everything. */
  publishKey: string;
}

/** Says who may read, and publish what. */
export class Keys {
  readonly #options: KeysOptions;
  readonly #publishHash: Buffer;
  readonly #remembered = new Map<string, { key: Promise<KeptKey | null>; at: number }>();

  constructor(options: KeysOptions) {
    this.#options = options;
    this.#publishHash = Buffer.from(hashKey(options.publishKey), "hex");
  }

  /**
   * Checks that a request may do something.
   *
   * @param authorization Value of the header: `Bearer KEY`.
   * @throws FlashboardError `unauthorized` without a valid key, `forbidden` when its scope is another.
   */
  async authorize(authorization: string | null, scope: Scope): Promise<Caller> {
    const key = keyIn(authorization);
    if (!key) throw new FlashboardError("unauthorized", "Send a key: Authorization: Bearer KEY");
    const hash = hashKey(key);
    const scopes = await this.#scopesOf(hash);
    if (!scopes) throw new FlashboardError("unauthorized", "This key is not known, or was revoked");
    if (scopes.some((granted) => covers(granted, scope))) return { hash };
    throw new FlashboardError(
      "forbidden",
      `This key may not ${scope.replace(":", " to ")}: its scope is ${scopes.join(", ")}`,
    );
  }

  /**
   * What a key may do; null without one that is known.
   *
   * @param authorization Value of the header: `Bearer KEY`.
   */
  async scopesOf(authorization: string | null): Promise<readonly Scope[] | null> {
    const key = keyIn(authorization);
    return key ? await this.#scopesOf(hashKey(key)) ?? null : null;
  }

  /** How the log names the key of a request, whether it is good or not: never by all of it. */
  labelOf(authorization: string | null): string {
    const key = keyIn(authorization);
    if (!key) return "none";
    if (this.#isPublishKey(hashKey(key))) return "PUBLISH_KEY";
    return markIn(key) === "" ? "not one of ours" : `${prefixOf(key)}…`;
  }

  #isPublishKey(hash: string): boolean {
    return timingSafeEqual(Buffer.from(hash, "hex"), this.#publishHash);
  }

  async #scopesOf(hash: string): Promise<readonly Scope[] | undefined> {
    if (this.#isPublishKey(hash)) return ["publish"];
    const now = this.#options.clock.now();
    let known = this.#remembered.get(hash);
    // A clock that was set back must not keep a revoked key alive.
    if (!known || now < known.at || now >= known.at + LEASE_MS) {
      if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
      known = { key: this.#options.store.find(hash), at: now };
      this.#remembered.set(hash, known);
    }
    return (await known.key)?.scopes;
  }
}

/** The key in a header's `Bearer KEY`; undefined without one. */
export function keyIn(authorization: string | null): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}

function covers(granted: Scope, wanted: Scope): boolean {
  return granted === wanted || (granted === "publish" && wanted.startsWith("publish:"));
}

/**
 * Whether a key may be seen by everybody: it counts visits and does nothing else. It is public whatever
 * it was made for, as nobody can tell who found it.
 */
export function isPublic(scopes: readonly Scope[]): boolean {
  return scopes.length > 0 && scopes.every((scope) => scope === "publish:visits");
}

/** Whether a key is a screen's: it stands in a link, so it opens what that screen shows and nothing else. */
export function isScreen(scopes: readonly Scope[]): boolean {
  return scopes.includes("screen");
}

/** How a key begins: it tells secret scanners and people what it is. */
function markOf(scopes: readonly Scope[]): string {
  if (isScreen(scopes)) return "fbs_";
  return isPublic(scopes) ? "fb_pub_" : "fb_";
}

/** The mark of a key; empty when it is not one of ours. */
function markIn(key: string): string {
  return /^(?:fb_pub_|fb_|fbs_)/.exec(key)?.[0] ?? "";
}

/** Makes a key nobody can guess: `fb_…`, `fb_pub_…` when it is public, `fbs_…` for a screen. */
export function makeKey(scopes: readonly Scope[] = ["publish"]): string {
  return markOf(scopes) + randomBytes(24).toString("base64url");
}

/** Whether a text looks like a key of `makeKey`, and so cannot be guessed. */
export function isMade(key: string): boolean {
  return /^(?:fb_pub_|fb_|fbs_)[\w-]{32}$/.test(key);
}

/** The first characters of a key, by which lists and logs name it. */
export function prefixOf(key: string): string {
  return key.slice(0, markIn(key).length + 6);
}

/** What is kept of a key (SHA-256, hex): enough to know it again, and no way back. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** @throws ConfigError when a scope is none that there is, or `screen` is not alone. */
export function readScopes(text: string): Scope[] {
  const scopes = text.split(",").map((part) => readScope(part.trim()));
  if (!isScreen(scopes) || scopes.length === 1) return scopes;
  throw new ConfigError([
    `"screen" must be the only scope of its key, as the key stands in a link: current value is ` +
    JSON.stringify(text),
  ]);
}

function readScope(scope: string): Scope {
  if (SCOPE.test(scope)) return scope as Scope;
  throw new ConfigError([
    `A scope must be "read", "screen", "publish" or "publish:CHANNEL": current value is ` +
    JSON.stringify(scope),
  ]);
}
