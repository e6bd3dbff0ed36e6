import { isBot } from "isbot";
import type { Clock } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import type { Presence } from "./presence.ts";
import { Recent } from "./recent.ts";

/**
 * Most visitors that one address can be in five minutes: an office shares one, and whoever makes ids
 * up has few.
 */
export const VISITORS_PER_ADDRESS = 100;

/** Most visitors whose address is remembered (some 20 MB). */
const MOST_VISITORS = 100_000;

/** A browser's name of itself is shorter; the patterns need a time that grows with its square. */
const LONGEST_USER_AGENT = 500;

/** One look at a page of the shop. */
export interface Visit {
  /** Made up by the visitor's browser. */
  visitor: string;
  userAgent: string;
  /** Whom it counts for, without a space; null when nobody can tell. */
  address: string | null;
}

export interface VisitsOptions {
  clock: Clock;
  presence: Presence;
}

/** Takes the visits that pages report. Anybody can report some, so they are not simply believed. */
export class Visits {
  /** Visits that did not count since the server started, by reason. */
  readonly ignored = { bot: 0, address: 0 };
  readonly #presence: Presence;
  /** The visitors of addresses, each as "ADDRESS VISITOR". */
  readonly #recent: Recent;
  readonly #byAddress = new Map<string, number>();

  constructor({ clock, presence }: VisitsOptions) {
    this.#presence = presence;
    this.#recent = new Recent({
      clock,
      most: MOST_VISITORS,
      onGone: (entry) => this.#add(entry.slice(0, entry.indexOf(" ")), -1),
    });
  }

  /**
   * Counts the visit of a person.
   *
   * @returns Whether it counts: that of a crawler does not.
   * @throws FlashboardError `too_fast` when the address has been too many visitors.
   */
  async note({ visitor, userAgent, address }: Visit): Promise<boolean> {
    if (userAgent === "" || isBot(userAgent.slice(0, LONGEST_USER_AGENT))) {
      this.ignored.bot++;
      return false;
    }
    if (address !== null) this.#admit(address, visitor);
    await this.#presence.seen([visitor]);
    return true;
  }

  #admit(address: string, visitor: string): void {
    const entry = `${address} ${visitor}`;
    const isNew = !this.#recent.has(entry);
    if (isNew && (this.#byAddress.get(address) ?? 0) >= VISITORS_PER_ADDRESS) {
      this.ignored.address++;
      throw new FlashboardError(
        "too_fast",
        `Your address was ${VISITORS_PER_ADDRESS} visitors in five minutes: others do not count`,
        { retryAfterS: 60 },
      );
    }
    // Without room the address is not charged: who has a thousand of them is not held up by this.
    if (this.#recent.see(entry) && isNew) this.#add(address, 1);
  }

  #add(address: string, visitors: number): void {
    const sum = (this.#byAddress.get(address) ?? 0) + visitors;
    if (sum > 0) this.#byAddress.set(address, sum);
    else this.#byAddress.delete(address);
  }
}
