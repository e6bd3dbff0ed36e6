import type { Section } from "./board.ts";
import type { Clock } from "./clock.ts";

/** Changes of the board, encoded once for every dashboard. */
export interface Frame {
  /** Position of the log that it shows. */
  seq: number;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface FramesOptions {
  clock: Clock;
  /** Makes the frame of what changed. */
  render(changed: ReadonlySet<Section>): Frame;
  /** Called with each frame as it goes out. */
  onFrame(frame: Frame): void;
  /** Least time between two frames, in ms. Default 50. */
  intervalMs?: number;
  /** Frames kept for dashboards that come back. Default 512. */
  kept?: number;
}

/**
 * Coalesces changes: the first after a quiet time goes out at once, those that follow together, at
 * most one frame an interval. Values are absolute, so what a frame leaves out the next one says.
 */
export class Frames {
  readonly #options: Required<FramesOptions>;
  readonly #changed = new Set<Section>();
  readonly #ring: Frame[] = [];
  #sentAt = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(options: FramesOptions) {
    this.#options = { intervalMs: 50, kept: 512, ...options };
  }

  /** Notes that sections look different; they go out now, or with the next frame. */
  mark(sections: Iterable<Section>): void {
    for (const section of sections) this.#changed.add(section);
    if (this.#changed.size === 0 || this.#cancel) return;
    const { clock, intervalMs } = this.#options;
    const wait = this.#sentAt + intervalMs - clock.now();
    // A clock that was set back must not hold frames for as long as it was set back.
    if (wait <= 0 || wait > intervalMs) this.#send();
    else this.#cancel = clock.after(wait, () => this.#send());
  }

  /**
   * The frames that a dashboard at `seq` has yet to see; null when not all are kept. The frame at
   * `seq` itself is among them: the connection may have ended within it, and as values are absolute
   * seeing it twice does no harm.
   */
  since(seq: number): Frame[] | null {
    const oldest = this.#ring[0];
    if (!oldest || oldest.seq >= seq) return null;
    const from = this.#ring.findIndex((frame) => frame.seq >= seq);
    return from < 0 ? null : this.#ring.slice(from);
  }

  /** Forgets what waits and what was kept: the next thing that dashboards get is a whole board. */
  restart(): void {
    this.#changed.clear();
    this.#ring.length = 0;
    this.close();
  }

  /** Sends nothing more by itself. */
  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #send(): void {
    this.#cancel = null;
    this.#sentAt = this.#options.clock.now();
    const frame = this.#options.render(this.#changed);
    this.#changed.clear();
    this.#ring.push(frame);
    if (this.#ring.length > this.#options.kept) this.#ring.shift();
    this.#options.onFrame(frame);
  }
}
