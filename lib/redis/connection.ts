import { Redis } from "ioredis";
import { Nodes } from "./nodes.ts";

/** Called when the connection is lost (with the reason) and when it is there again. */
export type ConnectionChange = (state: "up" | "down", reason: string) => void;

export interface ConnectionOptions {
  /** `redis://` or `rediss://`, with credentials in it where needed; any node of a cluster. */
  url: string;
  /** What is told and heard here. In a cluster the connection goes to the node that keeps this name. */
  channel: string;
  /** Whether it listens to the channel; one that listens should do nothing else. */
  listens: boolean;
  onChange: ConnectionChange;
}

/** Redis is asked this often whether it is still there. */
const BEAT_MS = 1_000;

/** A Redis that owes an answer for this long counts as away: the log is quicker. */
const SILENCE_MS = 3_000;

/**
 * A connection that comes back by itself, at most every second. Commands fail at once while it is
 * away: Redis only ever tells what the log knows too, so nothing is worth waiting for.
 *
 * It is let go when Redis falls silent: a connection cut without a goodbye would look open for hours,
 * and all that is told would wait in its buffers.
 *
 * ioredis's own `Cluster` is not used: while the node of a shard channel is down it connects anew a
 * hundred times a second (6.0.0), and a listening connection that is cut goes unnoticed.
 */
export class Connection implements Disposable {
  readonly redis: Redis;
  readonly #options: ConnectionOptions;
  readonly #nodes: Nodes;
  #up = false;
  #told: "up" | "down" | null = null;
  #isCluster = false;
  #isMoving = false;
  #beat: ReturnType<typeof setInterval> | undefined;
  readonly #opened = Promise.withResolvers<void>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.redis = new Redis(options.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 5_000,
      socketTimeout: SILENCE_MS,
      // Nobody waits for ioredis's own subscription: lost once more, it would end the process.
      autoResubscribe: false,
      retryStrategy: (tries) => this.#retryAfter(tries),
    });
    this.#nodes = new Nodes(this.redis.options);
    this.redis.on("ready", () => this.#begin());
    this.redis.on("error", (error: Error) => this.#tell("down", error.message));
    this.redis.on("close", () => this.#end());
  }

  /** Connects; resolves when it is known whether Redis is there. */
  open(): Promise<void> {
    this.redis.connect().catch(ignore);
    return this.#opened.promise;
  }

  /** Whether Redis answers, and hears us or is heard. */
  get up(): boolean {
    return this.#up && this.redis.status === "ready";
  }

  /** Tells the channel; what cannot be told now is not told later. */
  publish(text: string): void {
    const { channel } = this.#options;
    const told = this.#isCluster
      ? this.redis.spublish(channel, text)
      : this.redis.publish(channel, text);
    told.catch(ignore);
  }

  /** Calls `listener` with all that is told to the channel. */
  onMessage(listener: (text: string) => void): void {
    this.redis.on("message", (_channel: string, text: string) => listener(text));
    this.redis.on("smessage", (_channel: string, text: string) => listener(text));
  }

  [Symbol.dispose](): void {
    // An end that is wanted is no news.
    this.#told = "down";
    clearInterval(this.#beat);
    this.redis.disconnect();
  }

  #begin(): void {
    this.#up = false;
    this.#beat = setInterval(() => void this.#ask(), BEAT_MS);
    void this.#ask();
  }

  #end(): void {
    clearInterval(this.#beat);
    if (!this.#isMoving) this.#tell("down", "connection closed");
    this.#isMoving = false;
  }

  /** Asks for a key by our channel's name: a node of a cluster that does not keep it says who does. */
  async #ask(): Promise<void> {
    try {
      await this.redis.exists(this.#options.channel);
      if (!this.#up) await this.#settle();
    } catch (error) {
      // Of a connection that ended its own handlers tell.
      if (this.redis.status === "ready" && !this.#isMoving) this.#meetRefusal(error as Error);
    }
  }

  /** Redis answers and is the right one: from here on it can be told and heard. */
  async #settle(): Promise<void> {
    const { channel, listens } = this.#options;
    this.#isCluster = await this.#nodes.learn(this.redis);
    if (listens && this.#isCluster) await this.redis.ssubscribe(channel);
    else if (listens) await this.redis.subscribe(channel);
    this.#up = true;
    this.#tell("up", "");
  }

  #meetRefusal(error: Error): void {
    this.#up = false;
    this.#isMoving = this.#nodes.follow(error);
    if (this.#isMoving) this.redis.disconnect(true);
    else this.#tell("down", error.message);
  }

  #retryAfter(tries: number): number {
    if (tries % 4 === 0) this.#nodes.tryNext();
    return Math.min(50 * 2 ** tries, 1_000);
  }

  #tell(state: "up" | "down", reason: string): void {
    if (state !== this.#told) this.#options.onChange(this.#told = state, reason);
    this.#opened.resolve();
  }
}

/** The connection's own error handler has told it. */
function ignore(): void {}
