import type { Bus, Doorbell } from "../bus.ts";
import type { RedisPair } from "./open.ts";

/** Above this, servers are only told that there is something to read from the log. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** Rings between servers over Redis pub/sub. */
export class RedisBus implements Bus {
  readonly #redis: RedisPair;
  readonly #listeners = new Set<(doorbell: Doorbell) => void>();
  /** Tells our own rings from others': we heard ours when it was committed. */
  readonly #sender = crypto.randomUUID();

  constructor(redis: RedisPair) {
    this.#redis = redis;
    redis.listens.onMessage((text) => this.#hear(text));
  }

  get connected(): boolean {
    const { talks, listens } = this.#redis;
    return talks.up && listens.up;
  }

  ring({ epoch, events }: Doorbell): void {
    const { talks } = this.#redis;
    if (!talks.up) return;
    let text = JSON.stringify({ sender: this.#sender, epoch, events });
    if (text.length > MAX_MESSAGE_BYTES) {
      text = JSON.stringify({ sender: this.#sender, epoch, events: [] });
    }
    // A lost ring is healed by the log.
    talks.publish(text);
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
