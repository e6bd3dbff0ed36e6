import type { Clock } from "./clock.ts";

/** Guesses that are kept: those of a minute, with a heartbeat every 2 s. */
const KEPT = 30;
/** A guess this much lower than the others, in ms, is no slow message: the local clock was set. */
const STEP_MS = 5_000;

/**
 * The server's time, whatever the local clock says. A message tells when it was sent, and arrives later
 * than that: each guess of the offset is too low by its time on the way, never too high. So the highest
 * of the last minute is taken, that of the quickest message; the last one would be off by whatever
 * delayed it, which is more than a latency of 20 ms.
 *
 * What remains is the way of the quickest message, about half a round trip; no one-way message can tell
 * it. Drift adds up to 3 ms in the minute.
 */
export class ServerClock {
  readonly #clock: Clock;
  #guesses: number[] = [];
  #offsetMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds since 1970 UTC, as the server counts them. */
  now(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  /**
   * Notes a message that was made at `at` by the server's clock.
   *
   * @param isOfNow Whether it was sent at once: one that may be replayed can only say that it is later.
   */
  note(at: number, isOfNow: boolean): void {
    const guess = at - this.#clock.now();
    if (!isOfNow && guess <= this.#offsetMs) return;
    const wasSet = guess < this.#offsetMs - STEP_MS;
    this.#guesses = wasSet ? [guess] : [...this.#guesses.slice(1 - KEPT), guess];
    this.#offsetMs = Math.max(...this.#guesses);
  }
}
