import type { Clock } from "../clock.ts";
import { ACTIVE_MS, type Presence, SLICE_MS } from "../presence.ts";

/** Exact presence in this process, for a server that is alone. */
export class MemoryPresence implements Presence {
  readonly #clock: Clock;
  /** When each visitor was last seen, oldest first (a `Map` keeps the order of insertion). */
  readonly #lastSeen = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  seen(visitors: readonly string[]): Promise<void> {
    const slice = Math.floor(this.#clock.now() / SLICE_MS);
    for (const visitor of visitors) {
      this.#lastSeen.delete(visitor);
      this.#lastSeen.set(visitor, slice);
    }
    return Promise.resolve();
  }

  count(): Promise<number> {
    const oldest = Math.floor(this.#clock.now() / SLICE_MS) - ACTIVE_MS / SLICE_MS;
    for (const [visitor, slice] of this.#lastSeen) {
      if (slice > oldest) break;
      this.#lastSeen.delete(visitor);
    }
    return Promise.resolve(this.#lastSeen.size);
  }
}
