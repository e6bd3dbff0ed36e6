import type { MiddlewareHandler } from "hono";
import { type Clock, every } from "../clock.ts";
import { FlashboardError } from "../error.ts";
import type { Access, Services } from "../services.ts";
import { Entrance } from "./entrance.ts";
import type { Outlet, Peer } from "./outlet.ts";
import { sessionCookie } from "./session_cookie.ts";

/** How often it is looked whether who opened a stream may still see it. */
const RECHECK_MS = 1_000;

type Stream = NonNullable<Peer["stream"]>;

/**
 * Lets nobody see what is behind it but who logged in on a page, programs that send a password (HTTP
 * Basic, any user name) or, to read only, a key of scope `read`, and screens by their link.
 */
export function guard(
  access: Access,
  services: Pick<Services, "keys" | "clock" | "config" | "attempts">,
): MiddlewareHandler<{ Bindings: Peer }> {
  const { sessions } = access;
  const cookie = sessionCookie(sessions, services.config.trustedProxies);
  const entrance = new Entrance(access, services, cookie);
  return async (c, next) => {
    const { role, session, check } = await entrance.enter(c);
    c.env.role = role;
    if (session) c.env.session = session;
    await next();
    const renewed = session && sessions.renew(session);
    if (renewed && sessions.isOpen(renewed)) cookie.write(c, renewed);
    const { stream } = c.env;
    if (stream && check) c.env.stream = whileAllowed(stream, check, services.clock);
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

/** What lets in no more ends its streams; a database that is away ends none. */
function cutOff(outlet: Outlet, error: unknown): void {
  const { code } = error as FlashboardError;
  if (code === "unauthorized" || code === "forbidden") outlet.cut();
}
