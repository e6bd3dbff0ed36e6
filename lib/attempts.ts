import { createHash } from "node:crypto";
import type { Clock } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import { isMade } from "./keys.ts";
import type { Report } from "./report.ts";

/** How long a wrong secret counts, in ms. */
const WINDOW_MS = 5 * 60_000;

/** Different wrong secrets that one client may send in that time. */
const MOST = 10;

/** The same, for all together whose client nobody can tell: behind a proxy that names none. */
const MOST_NAMELESS = 100;

/** With this many different wrong secrets from all clients somebody guesses with many addresses. */
const MANY = 500;

/** Then each client has no more than this many: still enough for who knows the right one. */
const MOST_UNDER_ATTACK = 2;

/** Clients remembered; beyond, the oldest is forgotten. */
const MOST_CLIENTS = 10_000;

export interface AttemptsOptions {
  clock: Clock;
  report: Report;
}

/**
 * Limits how fast secrets can be guessed, for each client and in all. The same wrong one sent again is
 * no new guess, so that a shop whose password was changed locks nobody out.
 */
export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #clients = new Map<string, Guesses>();
  #all: Guesses;

  constructor(options: AttemptsOptions) {
    this.#options = options;
    this.#all = this.#fresh();
  }

  /**
   * Runs the check of a secret, and counts it when it was wrong.
   *
   * @param client Whom it counts for; null when nobody can tell.
   * @param check Throws or rejects with `FlashboardError` `unauthorized` for a wrong one.
   * @throws FlashboardError `too_fast` when the client has no guess left; what `check` throws.
   */
  async try<T>(client: string | null, secret: string, check: () => T | Promise<T>): Promise<T> {
    // It cannot be guessed: it neither counts nor is held up.
    if (isMade(secret)) return await check();
    const mark = createHash("sha256").update(secret).digest("base64url").slice(0, 12);
    const guesses = this.#guessesOf(client);
    const isNew = !guesses.marks.has(mark);
    if (isNew && guesses.marks.size >= this.#most(client)) throw this.#tooFast(guesses);
    // It counts until it turns out right: those that are checked at the same time must not add up.
    guesses.marks.add(mark);
    try {
      const result = await check();
      if (isNew) guesses.marks.delete(mark);
      return result;
    } catch (error) {
      if (isWrong(error)) this.#note(client, mark);
      else if (isNew) guesses.marks.delete(mark);
      throw error;
    }
  }

  #note(client: string | null, mark: string): void {
    this.#all = this.#standing(this.#all);
    if (this.#all.marks.size < MANY) this.#all.marks.add(mark);
    const guesses = this.#guessesOf(client);
    if (guesses.isTold || guesses.marks.size < this.#most(client)) return;
    guesses.isTold = true;
    this.#options.report("warn", "Too many wrong passwords or keys: a client is locked out", {
      client: client ?? "nobody can tell",
      minutes: WINDOW_MS / 60_000,
    });
  }

  #most(client: string | null): number {
    this.#all = this.#standing(this.#all);
    const isAttack = this.#all.marks.size >= MANY;
    if (client === null) return MOST_NAMELESS;
    return isAttack ? MOST_UNDER_ATTACK : MOST;
  }

  #guessesOf(client: string | null): Guesses {
    const name = client ?? "";
    const guesses = this.#standing(this.#clients.get(name));
    if (this.#clients.get(name) === guesses) return guesses;
    this.#clients.delete(name);
    const [oldest] = this.#clients.keys();
    if (oldest !== undefined && this.#clients.size >= MOST_CLIENTS) this.#clients.delete(oldest);
    this.#clients.set(name, guesses);
    return guesses;
  }

  /** What was guessed, or nothing once that is too long ago. A clock that was set back locks nobody out for long. */
  #standing(guesses: Guesses | undefined): Guesses {
    const now = this.#options.clock.now();
    const stands = guesses && now < guesses.until && guesses.until <= now + WINDOW_MS;
    return stands ? guesses : this.#fresh();
  }

  #fresh(): Guesses {
    return { until: this.#options.clock.now() + WINDOW_MS, marks: new Set(), isTold: false };
  }

  #tooFast({ until }: Guesses): FlashboardError {
    const retryAfterS = Math.ceil((until - this.#options.clock.now()) / 1_000);
    const message = "Too many wrong passwords or keys came from your network: try again in " +
      `${Math.ceil(retryAfterS / 60)} min`;
    return new FlashboardError("too_fast", message, { retryAfterS, policy: "attempts" });
  }
}

function isWrong(error: unknown): boolean {
  return error instanceof FlashboardError && error.code === "unauthorized";
}

/** Different secrets that were wrong, or are being checked. */
interface Guesses {
  /** When they are forgotten, in ms since 1970 UTC. */
  until: number;
  marks: Set<string>;
  /** Whether the log says that there were too many. */
  isTold: boolean;
}
