import type { RecentOrder } from "./board.ts";
import type { Update } from "./updates.ts";

const SAMPLES = 200;
const WINDOW_MS = 5 * 60_000;

interface Sample {
  /** When it was painted, and how long after it was accepted; both by the server's clock, in ms. */
  at: number;
  ms: number;
}

/** Orders that are about to be painted: when they were accepted. */
export interface Painting {
  accepted: readonly number[];
  /** Which look at the page it belongs to. */
  look: number;
}

/** What half of the orders kept to, and what 99 in 100 did, in ms. */
export interface Percentiles {
  p50: number;
  p99: number;
}

/**
 * How long orders take from accepted to painted: the last 200 of the last five minutes. An order of a
 * whole board is no sample, nor is one older than another that was told before: it was left out in a
 * rush, and its total was on the page long before.
 */
export class Latency {
  #samples: Sample[] = [];
  /** When those were accepted that are told and not painted. */
  #waiting: number[] = [];
  #newest = -Infinity;
  #look = 0;

  /** Notes what the server said. */
  told({ whole, orders }: Update): void {
    const accepted = orders.flatMap(acceptedOf);
    const news = accepted.filter((at) => at > this.#newest);
    this.#newest = Math.max(this.#newest, ...news);
    if (whole) this.forget();
    else this.#waiting.push(...news);
  }

  /** Those that are about to be painted; they wait no more. */
  take(): Painting {
    return { accepted: this.#waiting.splice(0), look: this.#look };
  }

  /** Notes that they were painted, at `at` by the server's clock. */
  painted({ accepted, look }: Painting, at: number): void {
    if (look !== this.#look) return;
    const samples = accepted.map((from) => ({ at, ms: Math.max(0, at - from) }));
    this.#samples = [...this.#samples, ...samples].slice(-SAMPLES);
  }

  /** Forgets what waits and what is being painted: nobody looks, or the page is held. */
  forget(): void {
    this.#waiting = [];
    this.#look++;
  }

  /** The percentiles by nearest rank; null without samples. @param now By the server's clock. */
  percentiles(now: number): Percentiles | null {
    this.#samples = this.#samples.filter(({ at }) => at > now - WINDOW_MS);
    const sorted = this.#samples.map(({ ms }) => ms).sort((a, b) => a - b);
    const rank = (part: number) => sorted[Math.ceil(part * sorted.length) - 1];
    const [p50, p99] = [rank(0.5), rank(0.99)];
    return p50 === undefined || p99 === undefined ? null : { p50, p99 };
  }
}

function acceptedOf({ acceptedAt }: RecentOrder): number[] {
  return acceptedAt === undefined ? [] : [Date.parse(acceptedAt)];
}
