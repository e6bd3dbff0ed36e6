import type { Random } from "./random.ts";

interface Visitor {
  name: string;
  leavesAt: number;
  seenAt: number;
}

const PRESENT_AT_START = 180;
const ARRIVALS_A_MINUTE = 30;
const MEAN_STAY_MS = 4 * 60_000;
const LOOKS_EVERY_MS = 60_000;

/** People who look around a shop: they come, open a page a minute, and go. */
export class Visitors {
  /** How often `pulse` is to be called. */
  static readonly PULSE_MS = 5_000;

  readonly #random: Random;
  #present: Visitor[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
    for (let i = 0; i < PRESENT_AT_START; i++) this.#enter(0);
  }

  /**
   * Who opened a page since the last pulse.
   *
   * @param traffic 1 is usual; 2 brings twice as many new ones.
   */
  pulse(at: number, traffic: number): string[] {
    const gap = 60_000 / (ARRIVALS_A_MINUTE * traffic);
    let arrival = this.#random.gap(gap);
    for (; arrival < Visitors.PULSE_MS; arrival += this.#random.gap(gap)) this.#enter(at);
    this.#present = this.#present.filter(({ leavesAt }) => leavesAt > at);
    const looking = this.#present.filter(({ seenAt }) => at - seenAt >= LOOKS_EVERY_MS);
    for (const visitor of looking) visitor.seenAt = at;
    return looking.map(({ name }) => name);
  }

  #enter(at: number): void {
    const leavesAt = at + this.#random.gap(MEAN_STAY_MS);
    this.#present.push({ name: `visitor-${++this.#count}`, leavesAt, seenAt: -Infinity });
  }
}
