import type { Clock } from "../clock.ts";
import type { Presence } from "../presence.ts";
import { Recent } from "../recent.ts";

/** Some 15 MB: a flood of made-up ids must not take more. */
const MOST_VISITORS = 100_000;

/** Presence in this process, for a server that is alone: exact up to a bound, and the bound beyond it. */
export class MemoryPresence implements Presence {
  readonly #visitors: Recent;

  constructor(clock: Clock, most = MOST_VISITORS) {
    this.#visitors = new Recent({ clock, most });
  }

  seen(visitors: readonly string[]): Promise<void> {
    for (const visitor of visitors) this.#visitors.see(visitor);
    return Promise.resolve();
  }

  count(): Promise<number> {
    return Promise.resolve(this.#visitors.size);
  }
}
