import type { Context } from "hono";
import { parsePosition } from "../../../lib/event.ts";
import { heartbeatOf, resumePoint } from "../../../lib/web/stream.ts";
import type { Services } from "../../../lib/services.ts";
import { streamMetrics } from "../../../lib/web/metrics_stream.ts";

/** `GET /api/stream/metrics`: what a dashboard shows, and each change of it. */
export function metricsStream({ hub, streams }: Services): (c: Context) => Response {
  return (c) => {
    const left = resumePoint(c.req.raw);
    return streamMetrics({
      hub,
      counts: streams.counts,
      after: left === null ? null : parsePosition(left),
      heartbeatS: heartbeatOf(c.req.raw),
    });
  };
}
