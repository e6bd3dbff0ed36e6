import type { Clock } from "../clock.ts";
import { ACTIVE_MS, type Presence, SLICE_MS } from "../presence.ts";
import type { Connection } from "./connection.ts";

/** With this many a write does not wait for the next count: it would hold Redis up for too long. */
const MOST_WAITING = 10_000;

/**
 * Presence over all servers: one HyperLogLog a slice of time (12 KiB at most, error 0.8 %). Visitors
 * are written with the next count, so a second costs one round trip, however many came in it.
 */
export class RedisPresence implements Presence {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #epoch: string;
  /** Visitors that are not written yet, and the slice they were seen in. */
  #waiting = { slice: 0, visitors: new Set<string>() };

  /** @param epoch Of the log: shops may share a Redis without counting each other's visitors. */
  constructor(connection: Connection, clock: Clock, epoch: string) {
    this.#connection = connection;
    this.#clock = clock;
    this.#epoch = epoch;
  }

  seen(visitors: readonly string[]): Promise<void> {
    const { slice, visitors: waiting } = this.#waiting;
    // Nobody waits for it: whoever publishes must not hang with Redis.
    if (slice !== this.#slice() || waiting.size >= MOST_WAITING) void this.#write();
    for (const visitor of visitors) this.#waiting.visitors.add(visitor);
    return Promise.resolve();
  }

  async count(): Promise<number | null> {
    await this.#write();
    if (!this.#connection.up) return null;
    const newest = this.#slice();
    const keys = Array.from(
      { length: ACTIVE_MS / SLICE_MS },
      (_, back) => this.#key(newest - back),
    );
    return await this.#connection.redis.pfcount(...keys).catch(() => null);
  }

  /** What cannot be written now is let go: visitors who stay are seen again within a minute. */
  async #write(): Promise<void> {
    const { slice, visitors } = this.#waiting;
    this.#waiting = { slice: this.#slice(), visitors: new Set() };
    if (visitors.size === 0 || !this.#connection.up) return;
    const key = this.#key(slice);
    const batch = this.#connection.redis.pipeline();
    batch.pfadd(key, ...visitors).pexpire(key, ACTIVE_MS + 2 * SLICE_MS);
    await batch.exec().catch(() => null);
  }

  #slice(): number {
    return Math.floor(this.#clock.now() / SLICE_MS);
  }

  /** The braces put all slices on the node of a Redis Cluster that keeps the log's channel. */
  #key(slice: number): string {
    return `{flashboard:${this.#epoch}}:visits:${slice}`;
  }
}
