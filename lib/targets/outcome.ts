import type { Outcome } from "../target.ts";
import { clip } from "../wording.ts";
import type { Kind } from "./kind.ts";
import type { Answer } from "./post.ts";

/** Statuses that ask for fewer requests, also without saying for how long. */
const THROTTLES = [429, 502, 504];
/** These say that nobody is there for anything; a plain 500 may be about this one message. */
const AWAY = [502, 503, 504];
const THROTTLED_MS = 30_000;
/** Nobody is left alone for longer, whatever it asks for. */
const LONGEST_REST_MS = 3_600_000;
const LONGEST_TEXT = 200;

/**
 * What an answer means for the message.
 *
 * @param now Milliseconds since 1970 UTC.
 */
export function outcomeOf(answer: Answer, { gone, paceMs }: Kind, now: number): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { result: "delivered", status, restMs: paceMs };
  const detail = describe(answer);
  if (gone.includes(status)) return { result: "gone", detail };
  return { result: "failed", detail, away: AWAY.includes(status), restMs: restOf(answer, now) };
}

function describe({ status, text }: Answer): string {
  if (status >= 300 && status < 400) {
    return `It answered ${status}, and redirects are not followed: give the URL it leads to`;
  }
  const said = clip(text.replace(/[\p{Cc}\s]+/gu, " ").trim(), LONGEST_TEXT);
  return `It answered ${status}${said && `: ${said}`}`;
}

function restOf({ status, retryAfter }: Answer, now: number): number {
  const asked = retryAfter === null ? NaN : waitOf(retryAfter, now);
  if (asked > 0) return Math.min(asked, LONGEST_REST_MS);
  return THROTTLES.includes(status) ? THROTTLED_MS : 0;
}

/** `Retry-After` in ms: seconds, or a date. */
function waitOf(text: string, now: number): number {
  return /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
}
