import type { Context } from "hono";
import { parsePosition } from "../../../lib/event.ts";
import { heartbeatOf, resumePoint } from "../../../lib/web/stream.ts";
import type { Services } from "../../../lib/services.ts";
import { streamMetrics } from "../../../lib/web/metrics_stream.ts";

/** `GET /api/stream/metrics`: what a dashboard shows, and each change of it. */
export function metricsStream({ hub }: Services): (c: Context) => Response {
  return (c) => {
    const after = resumePoint(c.req.raw);
    return streamMetrics(hub, after === null ? null : parsePosition(after), heartbeatOf(c.req.raw));
  };
}
