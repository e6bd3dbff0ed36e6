import type { Clock } from "../clock.ts";
import { ACTIVE_MS, type Presence, SLICE_MS } from "../presence.ts";
import type { Connection } from "./connection.ts";

/** Presence over all servers: one HyperLogLog a slice of time (12 KiB at most, error 0.8 %). */
export class RedisPresence implements Presence {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #epoch: string;

  /** @param epoch Of the log: shops may share a Redis without counting each other's visitors. */
  constructor(connection: Connection, clock: Clock, epoch: string) {
    this.#connection = connection;
    this.#clock = clock;
    this.#epoch = epoch;
  }

  async seen(visitors: readonly string[]): Promise<void> {
    if (visitors.length === 0 || !this.#connection.up) return;
    const key = this.#key(this.#slice());
    const batch = this.#connection.redis.pipeline();
    batch.pfadd(key, ...visitors).pexpire(key, ACTIVE_MS + 2 * SLICE_MS);
    await batch.exec().catch(() => null);
  }

  count(): Promise<number | null> {
    if (!this.#connection.up) return Promise.resolve(null);
    const newest = this.#slice();
    const keys = Array.from(
      { length: ACTIVE_MS / SLICE_MS },
      (_, back) => this.#key(newest - back),
    );
    return this.#connection.redis.pfcount(...keys).catch(() => null);
  }

  #slice(): number {
    return Math.floor(this.#clock.now() / SLICE_MS);
  }

  /** The braces put all slices on the node of a Redis Cluster that keeps the log's channel. */
  #key(slice: number): string {
    return `{flashboard:${this.#epoch}}:visits:${slice}`;
  }
}
