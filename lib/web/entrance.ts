import type { Context } from "hono";
import { auth } from "hono/utils/basic-auth";
import { FlashboardError } from "../error.ts";
import type { Scope } from "../keys.ts";
import type { Access, Services } from "../services.ts";
import type { Role, Session } from "../session.ts";
import { type Attempt, attempts } from "./attempts.ts";
import type { Peer } from "./outlet.ts";
import type { SessionCookie } from "./session_cookie.ts";

/** All that a screen's link opens. */
const SCREEN_PATHS: ReadonlySet<string> = new Set(["/tv", "/api/metrics", "/api/stream/metrics"]);

type PeerContext = Context<{ Bindings: Peer }>;

interface ReadingKey {
  authorization: string;
  scope: Scope;
}

/** How somebody was let in. */
export interface Entry {
  role: Role;
  session?: Session;
  /** Rejects once this lets in no more; absent for what cannot change while the server runs. */
  check?(): Promise<unknown>;
}

/** The ways in: a key, a session, a password. */
export class Entrance {
  readonly #access: Access;
  readonly #keys: Services["keys"];
  readonly #cookie: SessionCookie;
  readonly #attempt: Attempt;

  constructor(
    access: Access,
    services: Pick<Services, "keys" | "config" | "attempts">,
    cookie: SessionCookie,
  ) {
    this.#access = access;
    this.#keys = services.keys;
    this.#cookie = cookie;
    this.#attempt = attempts(services);
  }

  /** @throws FlashboardError when what the request carries lets nobody in. */
  async enter(c: PeerContext): Promise<Entry> {
    const key = keyOf(c);
    if (key) return await this.#byKey(c, key);
    // Before a password: a proxy in front may have one of its own, which is none of ours.
    const session = this.#cookie.read(c);
    return session ? this.#bySession(c, session) : await this.#byPassword(c);
  }

  async #byKey(c: PeerContext, { authorization, scope }: ReadingKey): Promise<Entry> {
    const check = () => this.#keys.authorize(authorization, scope);
    await this.#attempt(c, authorization, check);
    return { role: "viewer", check };
  }

  #bySession(c: PeerContext, session: Session): Entry {
    const { sessions } = this.#access;
    const check = () => sessions.isOpen(session) ? Promise.resolve() : Promise.reject(noEntry(c));
    return { role: session.role, session, check };
  }

  #byPassword(c: PeerContext): Promise<Entry> {
    const password = auth(c.req.raw)?.password ?? "";
    return this.#attempt(c, password, () => {
      const role = this.#access.passwords.roleOf(password);
      if (!role) throw noEntry(c);
      return { role };
    });
  }
}

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
