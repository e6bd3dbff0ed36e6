import type { Dashboard } from "../dashboards.ts";
import type { Position } from "../event.ts";
import type { Hub } from "../hub.ts";
import type { Ending, StreamCounts } from "../streams.ts";
import type { Bytes, Outlet } from "./outlet.ts";
import { goodbye, greeting } from "./stream.ts";

/** Bytes that may wait for one dashboard; beyond, it skips frames and gets a whole board when it drains. */
const QUEUE_BYTES = 64 * 1024;

/** Seconds that a dashboard which fell behind may read nothing at all. */
const STALLED_S = 30;

export interface MetricsStreamOptions {
  hub: Pick<Hub, "join" | "initFrame">;
  counts: StreamCounts;
  /** What the client has seen already. */
  after: Position | null;
  heartbeatS: number;
}

/** Sends a dashboard a whole board or what it missed, then every frame, and heartbeats. */
export function streamMetrics(outlet: Outlet, options: MetricsStreamOptions): void {
  new OpenDashboard(outlet, options);
}

/** One dashboard between the hub, which never waits, and a client that may not read. */
class OpenDashboard implements Dashboard {
  readonly heartbeatS: number;
  readonly #outlet: Outlet;
  readonly #hub: MetricsStreamOptions["hub"];
  readonly #counts: StreamCounts;
  readonly #leave: () => void;
  #ended = false;
  #behind = false;
  /** Bytes that waited a second ago, and for how many seconds they did not become fewer. */
  #waited = 0;
  #stuckS = 0;

  constructor(outlet: Outlet, { hub, counts, after, heartbeatS }: MetricsStreamOptions) {
    this.#outlet = outlet;
    this.#hub = hub;
    this.#counts = counts;
    this.heartbeatS = heartbeatS;
    outlet.onDrain(() => this.#catchUp());
    outlet.onClose(() => this.#end("client"));
    outlet.write(greeting());
    this.#leave = hub.join(this, after);
  }

  send(bytes: Bytes): void {
    this.#behind ||= this.#outlet.waiting >= QUEUE_BYTES;
    if (this.#behind) this.#counts.skippedFrames++;
    else this.#outlet.write(bytes);
  }

  tick(): void {
    const { waiting } = this.#outlet;
    this.#stuckS = this.#behind && waiting >= this.#waited ? this.#stuckS + 1 : 0;
    this.#waited = waiting;
    if (this.#stuckS <= STALLED_S) return;
    this.#end("stalled");
    this.#outlet.cut();
  }

  stop(): void {
    this.#end("stop");
    this.#outlet.write(goodbye());
    this.#outlet.end();
  }

  /** The client has read all that waited: it is told how things stand now. */
  #catchUp(): void {
    if (!this.#behind || this.#ended) return;
    this.#behind = false;
    this.#counts.resynced++;
    this.#outlet.write(this.#hub.initFrame());
  }

  #end(why: Ending): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
    this.#counts.ended[why]++;
  }
}
