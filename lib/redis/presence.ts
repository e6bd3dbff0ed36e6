import type { Redis } from "ioredis";
import type { Clock } from "../clock.ts";
import { ACTIVE_MS, type Presence, SLICE_MS } from "../presence.ts";

/** Presence over all servers: one HyperLogLog a slice of time (12 KiB at most, error 0.8 %). */
export class RedisPresence implements Presence {
  readonly #redis: Redis;
  readonly #clock: Clock;

  readonly #epoch: string;

  /** @param epoch Of the log: shops may share a Redis without counting each other's visitors. */
  constructor(redis: Redis, clock: Clock, epoch: string) {
    this.#epoch = epoch;
    this.#redis = redis;
    this.#clock = clock;
  }

  async seen(visitors: readonly string[]): Promise<void> {
    if (visitors.length === 0 || this.#redis.status !== "ready") return;
    const key = this.#key(this.#slice());
    await this.#redis.pipeline().pfadd(key, ...visitors).pexpire(key, ACTIVE_MS + 2 * SLICE_MS)
      .exec().catch(() => null);
  }

  count(): Promise<number | null> {
    if (this.#redis.status !== "ready") return Promise.resolve(null);
    const newest = this.#slice();
    const keys = Array.from(
      { length: ACTIVE_MS / SLICE_MS },
      (_, back) => this.#key(newest - back),
    );
    return this.#redis.pfcount(...keys).catch(() => null);
  }

  #slice(): number {
    return Math.floor(this.#clock.now() / SLICE_MS);
  }

  /** The braces put all slices on one node of a Redis Cluster, so that they can be counted together. */
  #key(slice: number): string {
    return `{flashboard:${this.#epoch}:visits}:${slice}`;
  }
}
