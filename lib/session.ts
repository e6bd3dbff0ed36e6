import { createHmac, timingSafeEqual } from "node:crypto";

/** What a person or a program that was let in may do: look, or also change something. */
export type Role = "viewer" | "operator";

/** One log-in of one browser, as its cookie carries it. Times are in ms since 1970 UTC. */
export interface Session {
  /** Stays the same when the session is renewed, so that a log-out ends every copy of it. */
  id: string;
  role: Role;
  startedAt: number;
  /** When it is over, unless it is renewed before. */
  endsAt: number;
}

const HOUR_MS = 60 * 60 * 1000;

/** A session that is not used for a day is over: who looks daily stays logged in. */
export const IDLE_MS = 24 * HOUR_MS;

/** However much it is used, it is over 30 days after the log-in: a stolen one does not live for ever. */
export const LONGEST_MS = 30 * 24 * HOUR_MS;

/** Sessions are renewed this long after they were last: a cookie with every answer would be waste. */
const RENEW_AFTER_MS = HOUR_MS / 6;

/** Begins a session. @param id One that nobody can guess. */
export function beginSession(id: string, role: Role, now: number): Session {
  return { id, role, startedAt: now, endsAt: now + IDLE_MS };
}

/** The session with its end moved on; null while that is not due. */
export function renewSession(session: Session, now: number): Session | null {
  const endsAt = Math.min(now + IDLE_MS, session.startedAt + LONGEST_MS);
  return endsAt >= session.endsAt + RENEW_AFTER_MS ? { ...session, endsAt } : null;
}

/** Writes a session as `id.role.startedAt.endsAt.signature`, the last one an HMAC-SHA256 of the rest. */
export function signSession({ id, role, startedAt, endsAt }: Session, key: Uint8Array): string {
  const text = `${id}.${role}.${startedAt}.${endsAt}`;
  return `${text}.${sign(text, key)}`;
}

/** Reads what `signSession` wrote with the same key; null for anything else, and once it is over. */
export function readSession(signed: string, key: Uint8Array, now: number): Session | null {
  const [, text = "", given = ""] = /^(.*)\.([^.]*)$/s.exec(signed) ?? [];
  if (!isSame(given, sign(text, key))) return null;
  const [id = "", role, startedAt, endsAt] = text.split(".");
  const session: Session = {
    id,
    role: role === "operator" ? "operator" : "viewer",
    startedAt: Number(startedAt),
    endsAt: Number(endsAt),
  };
  return now < session.endsAt ? session : null;
}

function sign(text: string, key: Uint8Array): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
