import type { Services } from "../lib/services.ts";

export function dashboard({ hub }: Services, _version: string): () => Response {
  return () => Response.json(hub.metrics());
}
