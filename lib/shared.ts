import type { Clock } from "./clock.ts";

interface Entry<T> {
  madeAt: number;
  value: Promise<T>;
}

/** What one caller got and when, for the others. */
export interface Shared<T> {
  value: T;
  /** Whole seconds since it was made. */
  ageS: number;
}

/** Values that are kept for a few; the oldest goes first. */
const MOST_KEPT = 32;

/**
 * Makes a value once for all who ask for it within a while: ten thousand dashboards that come back at
 * once cost the database one question.
 */
export class SharedValues<T> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The value of a key, at most `maxAgeMs` old; it is made when there is none. With 0 it is always made,
   * so that who wrote something reads it.
   *
   * @throws What `make` throws; the next caller tries again.
   */
  async get(key: string, maxAgeMs: number, make: () => Promise<T>): Promise<Shared<T>> {
    const known = this.#entries.get(key);
    const age = known ? this.#clock.now() - known.madeAt : Infinity;
    // A clock that was set back makes what is known look younger than it is.
    const entry = known && age >= 0 && age < maxAgeMs ? known : this.#make(key, make);
    const value = await entry.value;
    return { value, ageS: Math.max(0, Math.floor((this.#clock.now() - entry.madeAt) / 1_000)) };
  }

  #make(key: string, make: () => Promise<T>): Entry<T> {
    const entry = { madeAt: this.#clock.now(), value: make() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > MOST_KEPT) this.#entries.delete(oldest);
    return entry;
  }
}
