import type { OpenApi } from "../lib/web/openapi/types.ts";

/** `GET /openapi.json`: the HTTP interface, for programs. */
export function openapi(document: OpenApi): () => Response {
  return () => Response.json(document, { headers: { "cache-control": "no-cache" } });
}
