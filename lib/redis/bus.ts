import type { Redis } from "ioredis";
import type { Bus, Doorbell } from "../bus.ts";

/** Above this, servers are only told that there is something to read from the log. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** Rings between servers over Redis pub/sub. */
export class RedisBus implements Bus {
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #listeners = new Set<(doorbell: Doorbell) => void>();
  /** Tells our own rings from others': we heard ours when it was committed. */
  readonly #sender = crypto.randomUUID();

  readonly #channel: string;
  /** Resolves when other servers are heard for the first time. */
  readonly listening: Promise<void>;

  /**
   * @param subscriber A connection of its own: one that listens can do nothing else.
   * @param epoch Of the log: shops may share a Redis without hearing each other.
   */
  constructor(publisher: Redis, subscriber: Redis, epoch: string) {
    this.#channel = `flashboard:${epoch}:log`;
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    subscriber.on("message", (_channel: string, text: string) => this.#hear(text));
    // ioredis subscribes again by itself after a loss, but not when the first attempt failed.
    this.listening = new Promise((resolve) => {
      const subscribe = () =>
        void subscriber.subscribe(this.#channel).then(() => resolve(), ignore);
      subscriber.on("ready", subscribe);
      if (subscriber.status === "ready") subscribe();
    });
  }

  get connected(): boolean {
    return this.#publisher.status === "ready" && this.#subscriber.status === "ready";
  }

  ring({ epoch, events }: Doorbell): void {
    if (this.#publisher.status !== "ready") return;
    let text = JSON.stringify({ sender: this.#sender, epoch, events });
    if (text.length > MAX_MESSAGE_BYTES) {
      text = JSON.stringify({ sender: this.#sender, epoch, events: [] });
    }
    // A lost ring is healed by the log.
    this.#publisher.publish(this.#channel, text).catch(ignore);
  }

  listen(listener: (doorbell: Doorbell) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #hear(text: string): void {
    const { sender, epoch, events } = readMessage(text);
    if (sender === this.#sender) return;
    for (const listener of this.#listeners) listener({ epoch, events });
  }
}

/** What is not one of our messages counts as a ring that says nothing: look into the log. */
function readMessage(text: string): Doorbell & { sender: string } {
  try {
    const message: Partial<Doorbell & { sender: string }> = JSON.parse(text);
    const { sender = "", epoch = "", events = [] } = message;
    return { sender, epoch, events };
  } catch {
    return { sender: "", epoch: "", events: [] };
  }
}

/** The connection's own error handler has told it. */
function ignore(): void {}
