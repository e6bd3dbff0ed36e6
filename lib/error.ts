/** What can go wrong for a caller, as the domain sees it. `web/problem.ts` maps each to a status. */
export type ErrorCode =
  | "bad_json"
  | "invalid"
  | "conflict"
  | "unauthorized"
  | "forbidden"
  | "cross_site"
  | "misdirected"
  | "not_found"
  | "method_not_allowed"
  | "too_large"
  | "unsupported_type"
  | "too_fast"
  | "unavailable";

export interface ErrorOptions {
  /** JSON Pointer (RFC 6901) to the offending value in what the caller sent. */
  pointer?: string;
  /** Seconds after which the same call may succeed. */
  retryAfterS?: number;
  /** Name of the quota that is used up. */
  policy?: string;
  /** How the caller is asked who they are (`WWW-Authenticate`). Default `Bearer`. */
  challenge?: string;
  cause?: unknown;
}

/**
 * The one error whose message may be shown to the caller. Any other error is a defect or an outage:
 * the caller is told nothing of it and the log everything.
 */
export class FlashboardError extends Error {
  readonly code: ErrorCode;
  readonly pointer: string | undefined;
  readonly retryAfterS: number | undefined;
  readonly policy: string | undefined;
  readonly challenge: string;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "FlashboardError";
    this.code = code;
    this.pointer = options.pointer;
    this.retryAfterS = options.retryAfterS;
    this.policy = options.policy;
    this.challenge = options.challenge ?? "Bearer";
  }
}
