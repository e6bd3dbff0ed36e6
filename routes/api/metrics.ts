import type { Context } from "hono";
import type { Services } from "../../lib/services.ts";

/**
 * `GET /api/metrics`: the board now, from memory; `304` when it is still the one that `If-None-Match`
 * names. `Age` says how long ago it was last known to be all there is, `Flashboard-Version` which pages
 * the server has: one that was left open for weeks loads itself again when it is an older one.
 */
export function metrics({ hub, clock }: Services, version: string): (c: Context) => Response {
  return (c) => {
    const etag = `W/"${hub.version}"`;
    const age = Math.max(0, Math.floor((clock.now() - hub.currentAt) / 1_000));
    const headers = {
      "cache-control": "private, no-cache",
      age: String(age),
      etag,
      "flashboard-version": version,
    };
    if (c.req.header("if-none-match") === etag) return new Response(null, { status: 304, headers });
    return Response.json(hub.metrics(), { headers });
  };
}
