import type { Clock } from "../clock.ts";
import { ACTIVE_MS, type Presence, SLICE_MS } from "../presence.ts";

/** Exact presence in this process, for a server that is alone. */
export class MemoryPresence implements Presence {
  readonly #clock: Clock;
  /** When each visitor was last seen, oldest first (a `Map` keeps the order of insertion). */
  readonly #lastSeen = new Map<string, number>();
  #newest = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  seen(visitors: readonly string[]): Promise<void> {
    const slice = this.#slice();
    for (const visitor of visitors) {
      this.#lastSeen.delete(visitor);
      this.#lastSeen.set(visitor, slice);
    }
    return Promise.resolve();
  }

  count(): Promise<number> {
    const oldest = this.#slice() - ACTIVE_MS / SLICE_MS;
    for (const [visitor, slice] of this.#lastSeen) {
      if (slice > oldest) break;
      this.#lastSeen.delete(visitor);
    }
    return Promise.resolve(this.#lastSeen.size);
  }

  #slice(): number {
    const slice = Math.floor(this.#clock.now() / SLICE_MS);
    if (slice < this.#newest) this.#forgetAfter(slice);
    this.#newest = slice;
    return slice;
  }

  /** The clock was set back: who was seen in what is now the future would count until then. */
  #forgetAfter(slice: number): void {
    for (const [visitor, seen] of this.#lastSeen) if (seen > slice) this.#lastSeen.delete(visitor);
  }
}
