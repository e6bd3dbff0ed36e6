import type { Context } from "hono";
import type { Services } from "../../lib/services.ts";

/**
 * `GET /api/metrics`: the board now, from memory; `304` when it is still the one that `If-None-Match`
 * names. `Age` says how long ago it was last known to be all there is.
 */
export function metrics({ hub, clock }: Services): (c: Context) => Response {
  return (c) => {
    const etag = `W/"${hub.version}"`;
    const age = Math.max(0, Math.floor((clock.now() - hub.currentAt) / 1_000));
    const headers = { "cache-control": "no-cache", age: String(age), etag };
    if (c.req.header("if-none-match") === etag) return new Response(null, { status: 304, headers });
    return Response.json(hub.metrics(), { headers });
  };
}
