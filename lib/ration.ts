import type { Clock } from "./clock.ts";

export interface RationOptions {
  bytesPerS: number;
  /** Bytes that a quiet time saves up. */
  burstBytes: number;
}

/**
 * Limits what a part of the stream may take on the long run (a token bucket, RFC 2697, that may be
 * overdrawn: a list is sent whole or not at all, however long it is).
 */
export class Ration {
  readonly #clock: Clock;
  readonly #options: RationOptions;
  #bytes: number;
  #filledAt: number;

  constructor(clock: Clock, options: RationOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#bytes = options.burstBytes;
    this.#filledAt = clock.now();
  }

  /** Bytes that may be sent now; below zero while a long list is paid for. */
  get left(): number {
    const { bytesPerS, burstBytes } = this.#options;
    const now = this.#clock.now();
    // A clock that was set back gives nothing, and one that was set ahead a full bucket.
    const earned = Math.max(0, now - this.#filledAt) / 1_000 * bytesPerS;
    this.#filledAt = now;
    this.#bytes = Math.min(burstBytes, this.#bytes + earned);
    return this.#bytes;
  }

  spend(bytes: number): void {
    this.#bytes -= bytes;
  }
}
