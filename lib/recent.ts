import type { Clock } from "./clock.ts";
import { ACTIVE_MS, SLICE_MS } from "./presence.ts";

export interface RecentOptions {
  clock: Clock;
  /** Most keys kept: while there are as many, others are not taken in. */
  most: number;
  /** Called with each key that was not seen for five minutes. */
  onGone?(key: string): void;
}

/** The distinct keys that were seen in the last five minutes, exactly. */
export class Recent {
  readonly #options: RecentOptions;
  /** In which slice of time each was last seen. */
  readonly #lastSeen = new Map<string, number>();
  #slice = 0;

  constructor(options: RecentOptions) {
    this.#options = options;
  }

  get size(): number {
    this.#letGo();
    return this.#lastSeen.size;
  }

  has(key: string): boolean {
    this.#letGo();
    return this.#lastSeen.has(key);
  }

  /** Notes that a key is seen now. @returns Whether there was room for it. */
  see(key: string): boolean {
    this.#letGo();
    if (this.#lastSeen.size >= this.#options.most && !this.#lastSeen.has(key)) return false;
    this.#lastSeen.set(key, this.#slice);
    return true;
  }

  /**
   * Looks through all, once a slice. In order of time the oldest would be first, but a `Map` passes
   * over the gaps of deleted keys one by one, and each visit took 50 µs.
   */
  #letGo(): void {
    const { clock, onGone } = this.#options;
    const now = Math.floor(clock.now() / SLICE_MS);
    if (now === this.#slice) return;
    this.#slice = now;
    for (const [key, slice] of this.#lastSeen) {
      // One of the future was seen before the clock was set back, and would count until then.
      if (slice > now - ACTIVE_MS / SLICE_MS && slice <= now) continue;
      this.#lastSeen.delete(key);
      onGone?.(key);
    }
  }
}
