/** Random numbers that are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  /** @param seed A whole number; only its lowest 32 bits count. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** True in `probability` of all cases. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** From `least` to below `most`. */
  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** Until the next arrival of a Poisson process with this mean gap. */
  gap(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** One of a list, each with the same probability or with its own weight. */
  pick<T>(list: readonly T[], weightOf: (one: T) => number = () => 1): T {
    let left = this.next() * list.reduce((sum, one) => sum + weightOf(one), 0);
    const found = list.find((one) => (left -= weightOf(one)) < 0) ?? list.at(-1);
    if (found === undefined) throw new RangeError("Cannot pick from an empty list");
    return found;
  }
}
