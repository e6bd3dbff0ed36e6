import { createHash } from "node:crypto";
import type { Context } from "hono";

/** `GET /beacon.js`: the script that shops put into their pages, which may stand at any origin. */
export function beacon(script: Uint8Array<ArrayBuffer>): (c: Context) => Response {
  const etag = `"${createHash("sha256").update(script).digest("base64url").slice(0, 16)}"`;
  // A 304 has them too: browsers put its headers in place of those they keep.
  const headers = {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=3600",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    etag,
  };
  return (c) => {
    const isKnown = c.req.header("if-none-match")?.includes(etag);
    return new Response(isKnown ? null : script, { status: isKnown ? 304 : 200, headers });
  };
}
