import { percentile } from "../percentile.ts";
import type { Published } from "./publisher_pool.ts";
import type { SampledFrame } from "./sample.ts";

/** What came on one stream. */
export interface Stream {
  bytes: number;
  /** Null where only the bytes were counted. */
  frames: readonly SampledFrame[] | null;
}

/** How long requests took to the frames that show them, in ms. */
export interface Lag {
  p50: number;
  p99: number;
  most: number;
}

export interface Report {
  /** Requests that were accepted. */
  requests: number;
  framesAStream: number;
  bytesAStream: number;
  /** Frames that all streams got, reckoned from their bytes. */
  deliveries: number;
  /** Share of requests, times sampled streams, that no frame showed in the end. */
  missing: number;
  /** From when a request was due, and from when it was answered. */
  due: Lag;
  accepted: Lag;
}

/** Sums up what streams carried of what was published. */
export function report(streams: readonly Stream[], published: readonly Published[]): Report {
  const sampled = streams.filter(({ frames }) => frames !== null);
  const bytes = (of: readonly Stream[]) => of.reduce((sum, stream) => sum + stream.bytes, 0);
  const frames = sampled.reduce((sum, stream) => sum + (stream.frames?.length ?? 0), 0);
  const inOrder = published.toSorted((a, b) => a.shows - b.shows);
  const lags = (from: "dueAt" | "acceptedAt") =>
    sampled.flatMap(({ frames }) => lagsOf(frames ?? [], inOrder, from));
  const accepted = lags("acceptedAt");
  return {
    requests: published.length,
    framesAStream: frames / sampled.length || 0,
    bytesAStream: bytes(sampled) / sampled.length || 0,
    deliveries: Math.round(bytes(streams) / (bytes(sampled) / frames)) || 0,
    missing: 1 - accepted.length / (published.length * sampled.length) || 0,
    due: summary(lags("dueAt")),
    accepted: summary(accepted),
  };
}

/** Milliseconds to the first frame that shows a request or a later one, as values are absolute. */
function lagsOf(
  frames: readonly SampledFrame[],
  published: readonly Published[],
  from: "dueAt" | "acceptedAt",
): number[] {
  let at = 0;
  return published.flatMap((one) => {
    while ((frames[at]?.shows ?? Infinity) < one.shows) at++;
    const frame = frames[at];
    // A frame may overtake the answer to the publisher.
    return frame ? [Math.max(0, frame.at - one[from])] : [];
  });
}

function summary(values: readonly number[]): Lag {
  return {
    p50: percentile(values, 0.5),
    p99: percentile(values, 0.99),
    most: percentile(values, 1),
  };
}
