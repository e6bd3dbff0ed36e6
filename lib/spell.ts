/** A state has to last so long, in ms, before it is told, and before it is told to be over. */
const HOLDS_MS = 60_000;
const OVER_MS = 5 * 60_000;

/** For how long something has been so, or not so any more. */
export class Spell {
  #since: number | null = null;
  #overSince: number | null = null;

  /** Notes what there is to tell at an instant (ms), if anything, and gives it back once it has lasted. */
  step<T>(now: number, news: T | null): T | null {
    this.#since = news && (this.#since ?? now);
    this.#overSince = news ? null : this.#overSince ?? now;
    return this.#since !== null && now - this.#since >= HOLDS_MS ? news : null;
  }

  /** Whether it has not been so for long enough. */
  isOver(now: number): boolean {
    return this.#overSince !== null && now - this.#overSince >= OVER_MS;
  }

  /** What is so was not seen for a while. */
  forget(): void {
    this.#since = this.#overSince = null;
  }
}
