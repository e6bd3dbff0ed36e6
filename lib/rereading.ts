import { signal } from "@preact/signals";
import type { Clock } from "./clock.ts";

/** The stream moves the running minute; what was told late finds its own minute this often. */
const REREAD_MS = 5 * 60_000;
const RETRY_MS = 10_000;
/** All dashboards come back at once after a restart, and see midnight at once. */
const SPREAD_MS = 10_000;

export interface RereadingOptions<T> {
  read(): Promise<T>;
  onAnswer(answer: T): void;
  clock: Clock;
  random(): number;
}

/** Reads something now and then, and again soon when it failed. */
export class Rereading<T> {
  /** Whether it could not be read the last time. */
  readonly failed = signal(false);
  readonly #options: RereadingOptions<T>;
  #turn = 0;
  #cancel = () => {};

  constructor(options: RereadingOptions<T>) {
    this.#options = options;
  }

  /** Reads it now; what was asked for before counts no more. */
  async now(): Promise<void> {
    const { read, onAnswer, random } = this.#options;
    this.#plan(REREAD_MS * (0.8 + 0.4 * random()));
    const turn = ++this.#turn;
    try {
      const answer = await read();
      if (turn !== this.#turn) return;
      this.failed.value = false;
      onAnswer(answer);
    } catch {
      if (turn !== this.#turn) return;
      this.failed.value = true;
      this.#plan(RETRY_MS * (1 + random()));
    }
  }

  /** Reads it within seconds, on each page after others. */
  soon(): void {
    this.#plan(SPREAD_MS * this.#options.random());
  }

  stop(): void {
    this.#turn = Infinity;
    this.#cancel();
  }

  #plan(ms: number): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(ms, () => void this.now());
  }
}
