import type { Clock } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import {
  hashKey,
  type KeptKey,
  type KeyStore,
  LEASE_MS,
  makeKey,
  prefixOf,
  type Scope,
} from "./keys.ts";

export interface KeyRingOptions {
  store: KeyStore;
  clock: Clock;
}

/** Makes, lists and revokes the keys of all servers. */
export class KeyRing {
  readonly #store: KeyStore;
  readonly #clock: Clock;

  constructor({ store, clock }: KeyRingOptions) {
    this.#store = store;
    this.#clock = clock;
  }

  /** All keys but `PUBLISH_KEY`, oldest first. */
  list(): Promise<KeptKey[]> {
    return this.#store.list();
  }

  /**
   * Makes a key.
   *
   * @returns The key itself, which nobody can be told again, and what is kept of it.
   * @throws FlashboardError `unavailable` when the database is away.
   */
  async make(name: string, scopes: Scope[]): Promise<{ key: string; kept: KeptKey }> {
    const key = makeKey(scopes);
    const createdAt = new Date(this.#clock.now()).toISOString();
    const kept = { name, prefix: prefixOf(key), scopes, createdAt };
    await this.#store.add(hashKey(key), kept);
    return { key, kept };
  }

  /**
   * Revokes every key of a name; once this resolves no server takes them any more.
   *
   * @returns How many there were.
   * @throws FlashboardError `not_found` when none has that name, `unavailable` when the database is away.
   */
  async revoke(name: string): Promise<number> {
    const count = await this.#store.remove(name);
    if (count === 0) {
      throw new FlashboardError("not_found", `No key is named ${JSON.stringify(name)}`);
    }
    await new Promise<void>((resolve) => this.#clock.after(LEASE_MS, resolve));
    return count;
  }
}
