/**
 * A leaky bucket (GCRA, ITU-T I.371): one thing an interval, and after a quiet time some more at once.
 * Times are in ms.
 */
export class Bucket {
  readonly #intervalMs: number;
  readonly #saved: number;
  /** When it will have leaked empty, if nothing more is put in. */
  #emptyAt = -Infinity;

  /** @param saved How many a quiet time saves up, besides the one that may come at any rate. */
  constructor(intervalMs: number, saved: number) {
    this.#intervalMs = intervalMs;
    this.#saved = saved;
  }

  /** How long the next one has to wait; 0 or less for not at all. */
  waitMs(now: number): number {
    const wait = this.#emptyAt - this.#saved * this.#intervalMs - now;
    if (wait <= this.#intervalMs) return wait;
    // A clock that was set back must not hold anything for as long as it was set back.
    this.#emptyAt = now;
    return 0;
  }

  /** Puts one in. */
  spend(now: number): void {
    this.#emptyAt = Math.max(this.#emptyAt, now) + this.#intervalMs;
  }
}
