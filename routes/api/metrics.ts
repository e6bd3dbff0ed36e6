import type { Services } from "../../lib/services.ts";

/** `GET /api/metrics`: the board now, from memory. */
export function metrics({ hub }: Services): () => Response {
  return () => Response.json(hub.metrics(), { headers: { "cache-control": "no-store" } });
}
