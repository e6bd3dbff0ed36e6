import type { Bytes, Outlet } from "../lib/web/outlet.ts";

/** The buffers of a socket, in bytes: once they are full, `write` says so. */
const HIGH_WATER = 16 * 1024;

/** A client's connection without a network: it makes room when the test says so. */
export class FakeOutlet implements Outlet {
  readonly #queue: Bytes[] = [];
  #drain = () => {};
  #close = () => {};
  #wasFull = false;
  /** How it ended, once it did. */
  ended: "end" | "cut" | null = null;

  get waiting(): number {
    return this.#queue.reduce((sum, { length }) => sum + length, 0);
  }

  write(bytes: Bytes): boolean {
    this.#queue.push(bytes);
    this.#wasFull ||= this.waiting >= HIGH_WATER;
    return this.waiting < HIGH_WATER;
  }

  /** Reads what was written first; undefined when nothing waits. */
  read(): Bytes | undefined {
    const bytes = this.#queue.shift();
    if (this.#queue.length === 0 && this.#wasFull) {
      this.#wasFull = false;
      this.#drain();
    }
    return bytes;
  }

  onDrain(listener: () => void): void {
    this.#drain = listener;
  }

  onClose(listener: () => void): void {
    this.#close = listener;
  }

  end(): void {
    this.ended ??= "end";
    this.#close();
  }

  cut(): void {
    this.ended ??= "cut";
    this.#close();
  }
}
