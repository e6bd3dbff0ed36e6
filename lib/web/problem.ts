import { type ErrorCode, FlashboardError } from "../error.ts";
import type { Report } from "../report.ts";
import type { Peer } from "./outlet.ts";
import { reportOn } from "./request_id.ts";

const STATUS: Record<ErrorCode, { status: number; title: string }> = {
  bad_json: { status: 400, title: "Not JSON" },
  unauthorized: { status: 401, title: "No valid key or password" },
  forbidden: { status: 403, title: "Not allowed" },
  cross_site: { status: 403, title: "Sent by another site" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Another method is needed" },
  conflict: { status: 409, title: "Known with other content" },
  too_large: { status: 413, title: "Too large" },
  unsupported_type: { status: 415, title: "Unsupported content type" },
  misdirected: { status: 421, title: "Not a name of this server" },
  invalid: { status: 422, title: "Invalid item" },
  too_fast: { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Not available right now" },
};

/** Problem type of the IETF draft "RateLimit header fields for HTTP". */
const QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

const UNKNOWN = { status: 500, title: "Internal error" };

/**
 * Writes an error as `application/problem+json` (RFC 9457). Only a `FlashboardError` is quoted; of any
 * other the caller learns nothing and the log everything, under the request's id.
 */
export function problem(error: unknown, peer: Peer, report: Report): Response {
  const known = error instanceof FlashboardError ? error : null;
  if (!known) reportOn(peer, report)("error", "A request failed", { error });
  const { status, title } = known ? STATUS[known.code] : UNKNOWN;
  const { pointer, policy } = known ?? {};
  const body = {
    type: policy === undefined ? "about:blank" : QUOTA_EXCEEDED,
    title,
    status,
    detail: known?.message ?? "The server could not do this; its log says why",
    requestId: peer.requestId,
    ...(pointer !== undefined && { pointer }),
    ...(policy !== undefined && { "violated-policies": [policy] }),
  };
  return new Response(JSON.stringify(body), { status, headers: headersOf(known) });
}

function headersOf(error: FlashboardError | null): Headers {
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  if (error?.retryAfterS !== undefined) headers.set("retry-after", String(error.retryAfterS));
  // The only place that takes one method alone is the publish endpoint.
  if (error?.code === "method_not_allowed") headers.set("allow", "POST");
  if (error?.code === "unsupported_type") headers.set("accept-encoding", "gzip");
  if (error?.code === "unauthorized") headers.set("www-authenticate", error.challenge);
  return headers;
}
