import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { Services } from "../lib/services.ts";
import { renderPage } from "./index.tsx";

/** `GET /`: the dashboard, with the numbers of this moment in it. */
export function dashboard({ hub }: Services, version: string): (c: Context) => Response {
  return (c) => {
    const publishUrl = new URL("/api/publish/orders", c.req.url).href;
    const theme = themeOf(getCookie(c, "theme"));
    const page = renderPage(hub.metrics(), { publishUrl, version, ...theme });
    return new Response(page, {
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    });
  };
}

/** The page keeps the reader's choice in a cookie too, so that its first paint has the right colours. */
function themeOf(cookie: string | undefined): { theme?: "light" | "dark" } {
  return cookie === "light" || cookie === "dark" ? { theme: cookie } : {};
}
