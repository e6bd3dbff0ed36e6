import type { Context, MiddlewareHandler } from "hono";
import { auth } from "hono/utils/basic-auth";
import { type Clock, every } from "../clock.ts";
import { FlashboardError } from "../error.ts";
import type { Scope } from "../keys.ts";
import type { Access, Services } from "../services.ts";
import type { Role, Session } from "../session.ts";
import { attempts } from "./attempts.ts";
import type { Outlet, Peer } from "./outlet.ts";
import { sessionCookie } from "./session_cookie.ts";

/** How often it is looked whether who opened a stream may still see it. */
const RECHECK_MS = 1_000;

/** All that a screen's link opens. */
const SCREEN_PATHS: ReadonlySet<string> = new Set(["/tv", "/api/metrics", "/api/stream/metrics"]);

type PeerContext = Context<{ Bindings: Peer }>;
type Stream = NonNullable<Peer["stream"]>;

interface ReadingKey {
  authorization: string;
  scope: Scope;
}

/** How somebody was let in. */
interface Entry {
  role: Role;
  session?: Session;
  /** Rejects once this lets in no more; absent for what cannot change while the server runs. */
  check?(): Promise<unknown>;
}

/**
 * Lets nobody see what is behind it but who logged in on a page, programs that send a password (HTTP
 * Basic, any user name) or, to read only, a key of scope `read`, and screens by their link.
 */
export function guard(
  { passwords, sessions }: Access,
  services: Pick<Services, "keys" | "clock" | "config" | "attempts">,
): MiddlewareHandler<{ Bindings: Peer }> {
  const { keys, clock, config } = services;
  const attempt = attempts(services);
  const cookie = sessionCookie(sessions, config.trustedProxies);

  async function byKey(c: PeerContext, { authorization, scope }: ReadingKey): Promise<Entry> {
    const check = () => keys.authorize(authorization, scope);
    await attempt(c, authorization, check);
    return { role: "viewer", check };
  }

  function bySession(c: PeerContext, session: Session): Entry {
    const check = () => sessions.isOpen(session) ? Promise.resolve() : Promise.reject(noEntry(c));
    return { role: session.role, session, check };
  }

  function byPassword(c: PeerContext): Promise<Entry> {
    const password = auth(c.req.raw)?.password ?? "";
    return attempt(c, password, () => {
      const role = passwords.roleOf(password);
      if (!role) throw noEntry(c);
      return { role };
    });
  }

  async function enter(c: PeerContext): Promise<Entry> {
    const key = keyOf(c);
    if (key) return await byKey(c, key);
    // Before a password: a proxy in front may have one of its own, which is none of ours.
    const session = cookie.read(c);
    return session ? bySession(c, session) : await byPassword(c);
  }

  return async (c, next) => {
    const { role, session, check } = await enter(c);
    c.env.role = role;
    if (session) c.env.session = session;
    await next();
    const renewed = session && sessions.renew(session);
    if (renewed && sessions.isOpen(renewed)) cookie.write(c, renewed);
    const { stream } = c.env;
    if (stream && check) c.env.stream = whileAllowed(stream, check, clock);
  };
}

/** The stream, which ends once `check` rejects. */
function whileAllowed(stream: Stream, check: () => Promise<unknown>, clock: Clock): Stream {
  return (outlet) => {
    outlet.onClose(every(clock, RECHECK_MS, () => void check().catch((e) => cutOff(outlet, e))));
    stream(outlet);
  };
}

/**
 * Lets in only those who may change something. Behind `guard`; without a password everybody who
 * reaches the server may.
 *
 * @throws FlashboardError `forbidden` for a viewer.
 */
export const operatorOnly: MiddlewareHandler<{ Bindings: Peer }> = async (c, next) => {
  if (c.env.role === "viewer") throw new FlashboardError("forbidden", "Viewers may not do this");
  await next();
};

/** The key with which a request wants to read: a screen's in its link, a program's in its header. */
function keyOf({ req }: Context): ReadingKey | null {
  if (req.method !== "GET" && req.method !== "HEAD") return null;
  const screen = req.query("screen");
  if (screen !== undefined && SCREEN_PATHS.has(req.path)) {
    return { authorization: `Bearer ${screen}`, scope: "screen" };
  }
  const authorization = req.header("authorization") ?? "";
  return /^Bearer /i.test(authorization) ? { authorization, scope: "read" } : null;
}

/** A browser that is challenged for a password would ask for it over the page, which has a form of its own. */
function noEntry(c: PeerContext): FlashboardError {
  const isBrowser = /^Mozilla\//.test(c.req.header("user-agent") ?? "");
  const challenge = isBrowser ? "Bearer" : 'Basic realm="Flashboard", charset="UTF-8"';
  const message = "This needs the dashboard's password, or a read key";
  return new FlashboardError("unauthorized", message, { challenge });
}

/** What lets in no more ends its streams; a database that is away ends none. */
function cutOff(outlet: Outlet, error: unknown): void {
  const { code } = error as FlashboardError;
  if (code === "unauthorized" || code === "forbidden") outlet.cut();
}
