import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "./clock.ts";
import { ConfigError } from "./config.ts";
import { FlashboardError } from "./error.ts";

/** What a key may do: publish to all channels or to one. */
export type Scope = "publish" | `publish:${string}`;

/** A key as it is kept: never itself, only its hash. */
export interface KeptKey {
  name: string;
  /** First characters of the key, by which a person recognises it. */
  prefix: string;
  scopes: Scope[];
  createdAt: string;
}

/** Where keys are kept. Methods throw `FlashboardError` `unavailable` when the database is away. */
export interface KeyStore {
  find(hash: string): Promise<KeptKey | null>;
  add(hash: string, key: KeptKey): Promise<void>;
  list(): Promise<KeptKey[]>;
  /** How many keys of that name there were; they stop working within a second on every server. */
  remove(name: string): Promise<number>;
}

const SCOPE = /^publish(:[a-z][a-z0-9_-]{0,63})?$/;

/** How long a server goes by what the store said of a key. */
const REMEMBERED_MS = 1_000;

/** Most keys remembered: wrong ones are remembered too, and a guesser must not fill the memory. */
const REMEMBERED = 1_000;

export interface KeysOptions {
  store: KeyStore;
  clock: Clock;
  /** The key from the settings, which may publish everything. */
  publishKey: string;
}

/** Says who may publish what. */
export class Keys {
  readonly #options: KeysOptions;
  readonly #publishHash: Buffer;
  readonly #remembered = new Map<string, { key: KeptKey | null; at: number }>();

  constructor(options: KeysOptions) {
    this.#options = options;
    this.#publishHash = Buffer.from(hashKey(options.publishKey), "hex");
  }

  /**
   * Checks that a request may publish to a channel.
   *
   * @param authorization Value of the header: `Bearer KEY`.
   * @returns The key's hash, by which its requests can be counted.
   * @throws FlashboardError `unauthorized` without a valid key, `forbidden` when its scope is another.
   */
  async authorize(authorization: string | null, channel: string): Promise<string> {
    const key = keyIn(authorization);
    if (!key) {
      throw new FlashboardError("unauthorized", "Send a publish key: Authorization: Bearer KEY");
    }
    const hash = hashKey(key);
    if (timingSafeEqual(Buffer.from(hash, "hex"), this.#publishHash)) return hash;
    const kept = await this.#find(hash);
    if (!kept) throw new FlashboardError("unauthorized", "This key is not known, or was revoked");
    if (kept.scopes.some((scope) => scope === "publish" || scope === `publish:${channel}`)) {
      return hash;
    }
    throw new FlashboardError(
      "forbidden",
      `This key may not publish to ${channel}: its scope is ${kept.scopes.join(", ")}`,
    );
  }

  /**
   * What a key may do; null without one that is known.
   *
   * @param authorization Value of the header: `Bearer KEY`.
   */
  async scopesOf(authorization: string | null): Promise<readonly Scope[] | null> {
    const key = keyIn(authorization);
    if (!key) return null;
    const hash = hashKey(key);
    if (timingSafeEqual(Buffer.from(hash, "hex"), this.#publishHash)) return ["publish"];
    return (await this.#find(hash))?.scopes ?? null;
  }

  async #find(hash: string): Promise<KeptKey | null> {
    const now = this.#options.clock.now();
    const known = this.#remembered.get(hash);
    // A clock that was set back must not keep a revoked key alive.
    if (known && now >= known.at && now < known.at + REMEMBERED_MS) return known.key;
    const key = await this.#options.store.find(hash);
    if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
    this.#remembered.set(hash, { key, at: now });
    return key;
  }
}

function keyIn(authorization: string | null): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}

/**
 * Whether a key may be seen by everybody: it counts visits and does nothing else. It is public whatever
 * it was made for, as nobody can tell who found it.
 */
export function isPublic(scopes: readonly Scope[]): boolean {
  return scopes.length > 0 && scopes.every((scope) => scope === "publish:visits");
}

/** Makes a key nobody can guess; `fb_` and `fb_pub_` tell secret scanners and people what it is. */
export function makeKey(scopes: readonly Scope[] = ["publish"]): string {
  return `${isPublic(scopes) ? "fb_pub_" : "fb_"}${randomBytes(24).toString("base64url")}`;
}

/** The part of a key by which a person recognises it. */
export function prefixOf(key: string): string {
  return /^fb_(pub_)?.{6}/.exec(key)?.[0] ?? "";
}

/** What is kept of a key (SHA-256, hex): enough to know it again, and no way back. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** @throws ConfigError when a scope is not `publish` or `publish:CHANNEL`. */
export function readScopes(text: string): Scope[] {
  return text.split(",").map((part) => {
    const scope = part.trim();
    if (!SCOPE.test(scope)) {
      throw new ConfigError([
        `A scope must be "publish" or "publish:CHANNEL": current value is ${JSON.stringify(scope)}`,
      ]);
    }
    return scope as Scope;
  });
}
