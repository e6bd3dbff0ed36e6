import type { Section } from "./board.ts";
import { type Bucket, createBucket } from "./bucket.ts";
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
  /** A rush gets one frame in this many ms. Default 50. */
  intervalMs?: number;
  /** Frames kept for dashboards that come back. Default 512. */
  kept?: number;
}

/** Frames that a quiet time saves up: orders which come now and then never wait for each other. */
const BURST = 4;

/** Changes this close together, in ms, are one frame also when frames are saved up. */
const LEAST_GAP_MS = 10;

/**
 * Coalesces changes: while they come slower than one an interval each goes out at once; in a rush
 * they go out together, one frame an interval. Values are absolute, so what a frame leaves out the
 * next one says.
 */
export class Frames {
  readonly #options: Required<FramesOptions>;
  readonly #changed = new Set<Section>();
  readonly #ring: Frame[] = [];
  readonly #bucket: Bucket;
  #sentAt = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(options: FramesOptions) {
    this.#options = { intervalMs: 50, kept: 512, ...options };
    this.#bucket = createBucket(this.#options.intervalMs, BURST);
  }

  /** Notes that sections look different; they go out now, or with the next frame. */
  mark(sections: Iterable<Section>): void {
    for (const section of sections) this.#changed.add(section);
    if (this.#changed.size === 0 || this.#cancel) return;
    const wait = this.#wait();
    if (wait <= 0) this.#send();
    else this.#cancel = this.#options.clock.after(wait, () => this.#send());
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

  /** Milliseconds until the next frame may go out. */
  #wait(): number {
    const now = this.#options.clock.now();
    const gap = this.#sentAt + LEAST_GAP_MS - now;
    return Math.max(this.#bucket.waitMs(now), gap > LEAST_GAP_MS ? 0 : gap);
  }

  #send(): void {
    this.#cancel = null;
    this.#sentAt = this.#options.clock.now();
    this.#bucket.spend(this.#sentAt);
    const frame = this.#options.render(this.#changed);
    this.#changed.clear();
    this.#ring.push(frame);
    if (this.#ring.length > this.#options.kept) this.#ring.shift();
    this.#options.onFrame(frame);
  }
}
