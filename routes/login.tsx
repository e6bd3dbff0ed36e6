import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { getCookie } from "hono/cookie";
import { FlashboardError } from "../lib/error.ts";
import type { Access, Services } from "../lib/services.ts";
import type { Role } from "../lib/session.ts";
import { attempts } from "../lib/web/attempts.ts";
import type { Peer } from "../lib/web/outlet.ts";
import { ownPath } from "../lib/web/own_path.ts";
import { sessionCookie } from "../lib/web/session_cookie.ts";
import { htmlPage } from "./html_page.ts";
import { type LoginProps, renderLogin } from "./login/page.tsx";

type LoginContext = Context<{ Bindings: Peer }>;

const MAX_BODY_BYTES = 8 * 1024;

const NOT_ENDED = "You are still logged in: the database is away. Log out again in a moment.";

/** Refuses a body of more than a form can be before all of it is read. */
export function limitForm() {
  return bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError() {
      throw new FlashboardError("too_large", "A log-in has at most 8 KiB");
    },
  });
}

/** `GET /login`, `POST /login` and `POST /logout`: pages that work as plain forms. */
export function login({ passwords, sessions }: Access, services: Services, version: string) {
  const cookie = sessionCookie(sessions, services.config.trustedProxies);
  const attempt = attempts(services);
  const show = (c: LoginContext, props: Omit<LoginProps, "version" | "theme">, status = 200) =>
    page(renderLogin({ ...props, version, theme: getCookie(c, "theme") }), status);

  function roleOf(password: string): Role {
    const role = passwords.roleOf(password);
    if (!role) throw new FlashboardError("unauthorized", "This is not the password");
    return role;
  }

  function refuse(c: LoginContext, to: string, error: unknown): Response {
    if (!(error instanceof FlashboardError)) throw error;
    const { message, code, retryAfterS } = error;
    const answer = show(c, { to, trouble: `${message}.` }, code === "too_fast" ? 429 : 401);
    if (retryAfterS !== undefined) answer.headers.set("retry-after", String(retryAfterS));
    return answer;
  }

  return {
    form: (c: LoginContext) => show(c, { to: ownPath(c.req.query("to") ?? "/") }),

    async enter(c: LoginContext): Promise<Response> {
      const { password, to } = await readForm(c);
      try {
        const role = await attempt(c, password, () => roleOf(password));
        cookie.write(c, sessions.begin(role));
        return goTo(c, to);
      } catch (error) {
        return refuse(c, to, error);
      }
    },

    async leave(c: LoginContext): Promise<Response> {
      const session = cookie.read(c);
      try {
        if (session) await sessions.end(session);
      } catch (error) {
        if (!(error instanceof FlashboardError)) throw error;
        return show(c, { to: "/", trouble: NOT_ENDED }, 503);
      }
      cookie.clear(c);
      return goTo(c, "/login");
    },
  };
}

/** @throws FlashboardError `unsupported_type` for what no form sends. */
async function readForm(c: LoginContext): Promise<{ password: string; to: string }> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    const message = "Content-Type must be application/x-www-form-urlencoded";
    throw new FlashboardError("unsupported_type", message);
  }
  const form = new URLSearchParams(await c.req.text());
  return { password: form.get("password") ?? "", to: ownPath(form.get("to") ?? "/") };
}

function goTo(c: LoginContext, path: string): Response {
  c.header("cache-control", "no-store");
  return c.redirect(path, 303);
}

function page(text: string, status: number): Response {
  const answer = htmlPage(text, status);
  if (status === 401) answer.headers.set("www-authenticate", "Bearer");
  return answer;
}
