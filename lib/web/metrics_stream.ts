import type { Dashboard } from "../dashboards.ts";
import type { Position } from "../event.ts";
import type { Hub } from "../hub.ts";
import type { Ending, StreamCounts } from "../streams.ts";
import { type Bytes, eventStream, goodbye, greeting } from "./stream.ts";

/** Bytes that may wait for one dashboard; beyond, it skips frames and gets a whole board when it drains. */
const QUEUE_BYTES = 64 * 1024;

/** Seconds that a dashboard which fell behind may read nothing at all. */
const STALLED_S = 30;

export interface MetricsStreamOptions {
  hub: Hub;
  counts: StreamCounts;
  /** What the client has seen already. */
  after: Position | null;
  heartbeatS: number;
}

/** A dashboard's stream: a whole board or what was missed, then every frame, and heartbeats. */
export function streamMetrics(options: MetricsStreamOptions): Response {
  return eventStream(
    new OpenDashboard(options),
    new ByteLengthQueuingStrategy({ highWaterMark: QUEUE_BYTES }),
  );
}

/** One dashboard between the hub, which never waits, and a client that may not read. */
class OpenDashboard implements Dashboard, UnderlyingDefaultSource<Bytes> {
  readonly heartbeatS: number;
  readonly #options: MetricsStreamOptions;
  #controller: ReadableStreamDefaultController<Bytes> | null = null;
  #leave = () => {};
  #behind = false;
  /** Room in the queue, and for how many seconds there has been no more of it. */
  #room = QUEUE_BYTES;
  #stuckS = 0;

  constructor(options: MetricsStreamOptions) {
    this.#options = options;
    this.heartbeatS = options.heartbeatS;
  }

  start(controller: ReadableStreamDefaultController<Bytes>): void {
    this.#controller = controller;
    controller.enqueue(greeting());
    this.#leave = this.#options.hub.join(this, this.#options.after);
  }

  send(bytes: Bytes): void {
    // Null: the connection broke, and `cancel` is on its way.
    if (!this.#behind && (this.#controller?.desiredSize ?? 0) > 0) {
      this.#controller?.enqueue(bytes);
      return;
    }
    this.#behind = true;
    this.#options.counts.skippedFrames++;
  }

  /** The client read something. Once it has read all, it is told how things stand now. */
  pull(): void {
    if (!this.#behind || this.#controller?.desiredSize !== QUEUE_BYTES) return;
    this.#behind = false;
    this.#options.counts.resynced++;
    this.#controller.enqueue(this.#options.hub.initFrame());
  }

  tick(): void {
    const room = this.#controller?.desiredSize ?? 0;
    this.#stuckS = this.#behind && room <= this.#room ? this.#stuckS + 1 : 0;
    this.#room = room;
    if (this.#stuckS <= STALLED_S) return;
    this.#end("stalled");
    // Not `close`: that waits until all that is queued was read.
    this.#controller?.error(new Error(`The client read nothing for ${STALLED_S} s`));
  }

  stop(): void {
    this.#end("stop");
    this.#controller?.enqueue(goodbye());
    this.#controller?.close();
  }

  cancel(): void {
    this.#end("client");
  }

  #end(why: Ending): void {
    this.#leave();
    this.#options.counts.ended[why]++;
  }
}
