import { FlashboardError } from "./error.ts";

/** Why a stream ended: the client hung up, did not read for too long, or the server stopped. */
export type Ending = "client" | "stalled" | "stop";

/** Which limit left no room for a stream. */
export type Refusal = "total" | "address";

/** What happened to streams since the server started. */
export interface StreamCounts {
  opened: number;
  ended: Record<Ending, number>;
  refused: Record<Refusal, number>;
  /** Frames that a dashboard which had fallen behind was spared. */
  skippedFrames: number;
  /** Whole boards sent to dashboards that had caught up. */
  resynced: number;
}

export interface StreamLimits {
  maxStreams: number;
  maxStreamsPerAddress: number;
}

/** Which streams may open, and how they fared. */
export class Streams {
  readonly counts: StreamCounts = {
    opened: 0,
    ended: { client: 0, stalled: 0, stop: 0 },
    refused: { total: 0, address: 0 },
    skippedFrames: 0,
    resynced: 0,
  };
  readonly #limits: StreamLimits;
  readonly #byAddress = new Map<string, number>();
  #open = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** Connections that hold a stream's place. */
  get open(): number {
    return this.#open;
  }

  /**
   * Takes a place for a stream; the returned function gives it back, once.
   *
   * @param address Of the client; null when it is not known or counts for nobody.
   * @throws FlashboardError `unavailable` when the server is full, `too_fast` when the address is.
   */
  enter(address: string | null): () => void {
    const here = address === null ? 0 : this.#byAddress.get(address) ?? 0;
    if (this.#open >= this.#limits.maxStreams) throw this.#refuse("total");
    if (here >= this.#limits.maxStreamsPerAddress) throw this.#refuse("address");
    this.#open++;
    this.counts.opened++;
    if (address !== null) this.#byAddress.set(address, here + 1);
    let left = false;
    return () => {
      if (!left) this.#leave(address);
      left = true;
    };
  }

  #leave(address: string | null): void {
    this.#open--;
    if (address === null) return;
    const others = (this.#byAddress.get(address) ?? 1) - 1;
    if (others > 0) this.#byAddress.set(address, others);
    else this.#byAddress.delete(address);
  }

  #refuse(limit: Refusal): FlashboardError {
    this.counts.refused[limit]++;
    const { maxStreams, maxStreamsPerAddress } = this.#limits;
    if (limit === "total") {
      return new FlashboardError(
        "unavailable",
        `This server has its ${maxStreams} streams open (MAX_STREAMS)`,
        { retryAfterS: 5 },
      );
    }
    return new FlashboardError(
      "too_fast",
      `Your address has its ${maxStreamsPerAddress} streams open (MAX_STREAMS_PER_ADDRESS)`,
      { retryAfterS: 5 },
    );
  }
}
