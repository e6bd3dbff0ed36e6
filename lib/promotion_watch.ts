import type { ProductAtRisk } from "./at_risk.ts";
import type { Clock } from "./clock.ts";
import type { LogEvent } from "./event.ts";
import type { Product } from "./inventory.ts";
import { pauseRequest } from "./pause.ts";
import type { Pauses } from "./pauses.ts";
import { type Guard, isInDanger } from "./promotion_guard.ts";

export interface PromotionWatchOptions {
  /** The board. */
  hub: { product(id: string): ProductAtRisk | undefined };
  pauses: Pick<Pauses, "ask">;
  /** The rule; the same object until it is another rule. */
  guard(): Guard;
  clock: Clock;
  /** Called when it could not be asked. */
  onTrouble(error: unknown): void;
}

/** A product that was in danger, as it was seen last. */
interface Seen {
  /** Null when it was in none. */
  available: number | null;
  /** Nobody is asked before then (ms since 1970 UTC). */
  waitsUntil: number;
}

/**
 * What was accepted longer ago comes late: this server may not know how things stand by now. It counts
 * from before the commit, so it must be longer than a slow database takes, or no server would ask.
 */
const NEWS_MS = 30_000;

/** Who was first elsewhere, or nobody listened: the trail is asked again no sooner. */
const AGAIN_MS = 10_000;

/**
 * Asks by itself that a promotion be paused. It looks at a product when an event has changed its stock,
 * and asks when it gets worse and still sells; which of all servers is first, the trail decides.
 */
export class PromotionWatch {
  readonly #options: PromotionWatchOptions;
  readonly #seen = new Map<string, Seen>();
  #guard: Guard | null = null;

  constructor(options: PromotionWatchOptions) {
    this.#options = options;
  }

  /** Looks at the products of which these events tell, once they are on the board. */
  look(events: readonly LogEvent[]): void {
    const guard = this.#options.guard();
    // What another rule has asked does not hold up this one: it may have run dry.
    if (guard !== this.#guard) this.#seen.clear();
    this.#guard = guard;
    if (!guard.on) return;
    const since = this.#options.clock.now() - NEWS_MS;
    const changed = new Set<string>();
    for (const { channel, at, data } of events) {
      if (channel === "inventory" && Date.parse(at) >= since) {
        changed.add((data as Product).productId);
      }
    }
    for (const id of changed) this.#consider(id, guard);
  }

  #consider(id: string, guard: Guard): void {
    const product = this.#options.hub.product(id);
    const known = this.#seen.get(id);
    if (!product || !isInDanger(guard, product)) {
      // It may be in danger again before the cool-down is over.
      if (known) known.available = null;
      return;
    }
    const { available, unitsPerMinute } = product;
    const seen = known ?? { available: null, waitsUntil: 0 };
    const worsens = seen.available === null ? unitsPerMinute > 0 : available < seen.available;
    seen.available = available;
    this.#seen.set(id, seen);
    if (worsens && this.#options.clock.now() >= seen.waitsUntil) {
      void this.#ask(product, seen, guard);
    }
  }

  async #ask(product: ProductAtRisk, seen: Seen, guard: Guard): Promise<void> {
    const { pauses, clock, onTrouble } = this.#options;
    seen.waitsUntil = clock.now() + AGAIN_MS;
    try {
      const request = pauseRequest(product, "rule", guard.dryRun);
      const pause = await pauses.ask(request, guard.coolDownMinutes);
      if (!pause || pause.targets === 0) return;
      seen.waitsUntil = clock.now() + guard.coolDownMinutes * 60_000;
    } catch (error) {
      seen.waitsUntil = 0;
      onTrouble(error);
    }
  }
}
