import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { renderToString } from "preact-render-to-string";
import type { OpenApi } from "../lib/web/openapi/types.ts";
import { DocsPage } from "./docs/page.tsx";

/** `GET /docs`: the description for people, made of the same document and without any script. */
export function docs(document: OpenApi, version: string): (c: Context) => Response {
  return (c) => {
    const { origin } = new URL(c.req.url);
    const theme = getCookie(c, "theme");
    const page = renderToString(
      <DocsPage document={document} origin={origin} version={version} theme={theme} />,
    );
    return new Response(`<!doctype html>${page}`, {
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" },
    });
  };
}
