import { parsePosition } from "../../../lib/event.ts";
import {
  eventStream,
  heartbeatOf,
  resumePoint,
  type StreamContext,
} from "../../../lib/web/stream.ts";
import type { Services } from "../../../lib/services.ts";
import { streamMetrics } from "../../../lib/web/metrics_stream.ts";

/** `GET /api/stream/metrics`: what a dashboard shows, and each change of it. */
export function metricsStream({ hub, streams }: Services): (c: StreamContext) => Response {
  return (c) => {
    const left = resumePoint(c.req.raw);
    const options = {
      hub,
      counts: streams.counts,
      after: left === null ? null : parsePosition(left),
      heartbeatS: heartbeatOf(c.req.raw),
    };
    return eventStream(c.env, (outlet) => streamMetrics(outlet, options));
  };
}
