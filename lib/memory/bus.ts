import type { Bus, Doorbell } from "../bus.ts";

/** Connects the servers of one process; a server that is alone rings to nobody. */
export class MemoryHub {
  readonly #members = new Set<MemoryBus>();

  /** A bus for one more server. */
  join(): Bus {
    const member = new MemoryBus((doorbell) => {
      for (const other of this.#members) if (other !== member) other.hear(doorbell);
    });
    this.#members.add(member);
    return member;
  }
}

class MemoryBus implements Bus {
  readonly connected = true;
  readonly #tell: (doorbell: Doorbell) => void;
  readonly #listeners = new Set<(doorbell: Doorbell) => void>();

  constructor(tell: (doorbell: Doorbell) => void) {
    this.#tell = tell;
  }

  ring(doorbell: Doorbell): void {
    queueMicrotask(() => this.#tell(doorbell));
  }

  listen(listener: (doorbell: Doorbell) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hear(doorbell: Doorbell): void {
    for (const listener of this.#listeners) listener(doorbell);
  }
}
