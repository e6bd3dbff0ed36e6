import { type Signal, signal } from "@preact/signals";
import type { Clock } from "./clock.ts";
import { ServerClock } from "./server_clock.ts";

/** How old the numbers of a page are, by the server's clock. Times are in ms since 1970 UTC. */
export class Freshness {
  /** For how long the server could not read its own log, in ms. */
  readonly lagMs = signal(0);
  /** The time of the newest numbers. */
  readonly lastAt: Signal<number>;
  readonly #clock: ServerClock;

  /** @param at When the page was rendered. */
  constructor(clock: Clock, at: number) {
    this.#clock = new ServerClock(clock);
    this.#clock.note(at, true);
    this.lastAt = signal(at);
  }

  /** The server's time. */
  now(): number {
    return this.#clock.now();
  }

  /**
   * Notes a message, made at `at`.
   *
   * @param isOfNow Whether it was sent when it was made: others are replayed, too.
   * @param currentAt When the server last knew its numbers to be all there is, where a message of now
   * says so.
   */
  note(at: number, isOfNow: boolean, currentAt = at): void {
    this.#clock.note(at, isOfNow);
    if (isOfNow) this.lagMs.value = Math.max(0, at - currentAt);
    this.lastAt.value = (isOfNow ? at : this.now()) - this.lagMs.peek();
  }

  /** Notes that the numbers were all there is `ageMs` ago. */
  noteAge(ageMs: number): void {
    this.lagMs.value = ageMs;
    this.lastAt.value = this.now() - ageMs;
  }
}
