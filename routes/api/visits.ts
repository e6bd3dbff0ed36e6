import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { FlashboardError } from "../../lib/error.ts";
import { isPublic, type Scope } from "../../lib/keys.ts";
import { readVisitor } from "../../lib/schema.ts";
import type { Services } from "../../lib/services.ts";
import { attempts } from "../../lib/web/attempts.ts";
import { clientOf } from "../../lib/web/client.ts";
import type { Peer } from "../../lib/web/outlet.ts";

/** A visitor is at most 200 characters, which may be escaped. */
const MAX_BODY_BYTES = 2 * 1024;

/** Lets pages of any origin read the answers; no other channel does. */
export const anyOrigin = cors({
  allowMethods: ["POST"],
  allowHeaders: ["authorization", "content-type"],
  maxAge: 24 * 60 * 60,
});

/**
 * `POST /api/publish/visits` with a public key: one visit, `{"visitor"}`, of a page at any origin. The
 * key may stand in the URL (`?key=`), so that browsers need no preflight. Keys that may do more are
 * order systems' and go on to `publish`, but not from a page or a URL, where others would find them.
 */
export function visits(services: Services): MiddlewareHandler<{ Bindings: Peer }> {
  const { keys, visits, config } = services;
  const attempt = attempts(services);
  const client = clientOf(config.trustedProxies);
  return async (c, next) => {
    const inUrl = c.req.query("key");
    const isOpen = inUrl !== undefined || c.req.header("origin") !== undefined;
    const inHeader = c.req.header("authorization") ?? null;
    const authorization = inUrl === undefined ? inHeader : `Bearer ${inUrl}`;
    const scopes = await attempt(c, authorization, async () => {
      const scopes = await keys.scopesOf(authorization);
      if (isOpen && !(scopes && isPublic(scopes))) throw refusal(scopes);
      return scopes;
    });
    if (!scopes || !isPublic(scopes)) return await next();
    const visitor = readVisitor(await readBody(c));
    const userAgent = c.req.header("user-agent") ?? "";
    const counts = await visits.note({ visitor, userAgent, address: client(c) });
    return answer(counts);
  };
}

function refusal(scopes: readonly Scope[] | null): FlashboardError {
  if (!scopes) {
    return new FlashboardError(
      "unauthorized",
      "Send a key that is known and has the scope publish:visits: ?key=KEY",
    );
  }
  return new FlashboardError(
    "forbidden",
    `This key must not be public: its scope is ${scopes.join(", ")}. ` +
      "Replace it now, and use one with the scope publish:visits alone",
  );
}

/** Of whatever type: browsers would ask first before they send `application/json`. */
async function readBody(c: Context): Promise<unknown> {
  if (!(Number(c.req.header("content-length")) <= MAX_BODY_BYTES)) {
    throw new FlashboardError("too_large", "A visit has at most 2 KiB, and says its length");
  }
  try {
    return await c.req.json();
  } catch (cause) {
    throw new FlashboardError("bad_json", 'Not JSON: a visit is {"visitor":"an opaque id"}', {
      cause,
    });
  }
}

/** Without a position: it counts the shop's orders, and that is nothing for everybody to read. */
function answer(counts: boolean): Response {
  const body = { accepted: counts ? 1 : 0, duplicates: 0, rejected: [] };
  return Response.json(body, { status: counts ? 201 : 200 });
}
