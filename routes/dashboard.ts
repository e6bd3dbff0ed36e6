import type { Context } from "hono";
import type { Services } from "../lib/services.ts";
import { renderPage } from "./index.tsx";

/** `GET /`: the dashboard, with the numbers of this moment in it. */
export function dashboard({ hub }: Services, version: string): (c: Context) => Response {
  return (c) => {
    const publishUrl = new URL("/api/publish/orders", c.req.url).href;
    const page = renderPage(hub.metrics(), { publishUrl, version });
    return new Response(page, {
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    });
  };
}
