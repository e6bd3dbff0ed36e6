import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Session } from "../session.ts";
import type { Sessions } from "../sessions.ts";
import { overTls } from "./client.ts";
import type { Peer } from "./outlet.ts";

type PeerContext = Context<{ Bindings: Peer }>;

/** The cookie in which a browser keeps its session. */
export interface SessionCookie {
  /** The session of a request; null without one that stands. */
  read(c: PeerContext): Session | null;
  /** Has the browser keep a session, until it is over. */
  write(c: PeerContext, session: Session): void;
  /** Has the browser forget it. */
  clear(c: PeerContext): void;
}

/**
 * Scripts cannot read it. Other sites' pages send it only when they link here, as a mail that links to
 * the board must open it. Behind TLS it never travels without, and no other host can set it (`__Host-`).
 */
export function sessionCookie(
  sessions: Sessions,
  trustedProxies: readonly string[],
): SessionCookie {
  const isSecure = overTls(trustedProxies);
  const nameFor = (c: PeerContext) => isSecure(c) ? "__Host-flashboard" : "flashboard";
  const set = (c: PeerContext, value: string, expires: Date) =>
    setCookie(c, nameFor(c), value, {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure: isSecure(c),
      expires,
    });
  return {
    read(c) {
      const cookie = getCookie(c, nameFor(c));
      return cookie ? sessions.read(cookie) : null;
    },
    write: (c, session) => set(c, sessions.write(session), new Date(session.endsAt)),
    clear: (c) => set(c, "", new Date(0)),
  };
}
