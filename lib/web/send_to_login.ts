import type { Context, MiddlewareHandler } from "hono";
import { FlashboardError } from "../error.ts";

/** Leads a person who opens a page and is not logged in to where that can be done, and back from there. */
export const sendToLogin: MiddlewareHandler = async (c, next) => {
  await next();
  const isLockedOut = c.error instanceof FlashboardError && c.error.code === "unauthorized";
  if (!isLockedOut || !opensPage(c)) return;
  const { pathname, search } = new URL(c.req.url);
  const to = encodeURIComponent(pathname + search);
  // Else what was refused would leave its headers.
  c.res = undefined;
  c.res = new Response(null, {
    status: 303,
    headers: { location: `/login?to=${to}`, "cache-control": "no-store" },
  });
};

function opensPage({ req }: Context): boolean {
  const reads = req.method === "GET" || req.method === "HEAD";
  return reads && (req.header("accept") ?? "").includes("text/html");
}
