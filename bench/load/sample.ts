/** The position or number that a frame shows, and when it came whole. */
export interface SampledFrame {
  shows: number;
  at: number;
}

/** A stream that is read with care: when each frame came whole, and what it shows. */
export class SampledStream {
  /** In the order of coming. */
  readonly frames: SampledFrame[] = [];
  readonly #mark: RegExp;
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** @param mark Finds the number in a frame, once a frame. */
  constructor(mark: string) {
    this.#mark = new RegExp(mark, "g");
  }

  /** Takes what came; only whole events count. */
  take(bytes: Uint8Array, at: number): void {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf("\n\n") + 2;
    this.#rest = end < 2 ? text : text.slice(end - 1);
    if (end < 2) return;
    for (const [, number] of text.slice(0, end).matchAll(this.#mark)) {
      this.frames.push({ shows: Number(number), at });
    }
  }

  /** Forgets the frames so far. */
  clear(): void {
    this.frames.length = 0;
  }
}
