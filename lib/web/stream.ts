import type { Context } from "hono";
import { FlashboardError } from "../error.ts";
import { encodeEvents } from "../sse.ts";
import type { Bytes, Outlet, Peer } from "./outlet.ts";

/** A request for a stream, as a route sees it. */
export type StreamContext = Context<{ Bindings: Peer }>;

/** Browsers come back after this many ms, spread so that a restart does not bring all at once. */
const RETRY_MS = { least: 500, most: 2_000 };

/** Where a client left off: `Last-Event-ID` when it came back by itself, else `?after=`. */
export function resumePoint(request: Request): string | null {
  const asked = new URL(request.url).searchParams.get("after");
  return request.headers.get("last-event-id") || asked || null;
}

/** Answers with a stream of server-sent events: `open` gets the connection once the head is sent. */
export function eventStream(peer: Peer, open: (outlet: Outlet) => void): Response {
  peer.stream = open;
  return new Response(null, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "private, no-cache, no-transform",
      // nginx holds events back without it.
      "x-accel-buffering": "no",
    },
  });
}

/** First lines of a stream: proxies pass the head on, and the browser learns when to come back. */
export function greeting(): Bytes {
  return new TextEncoder().encode(`${retryLine()}: connected\n`);
}

/** Last lines of a stream whose server stops: clients come back, each at a time of its own. */
export function goodbye(): Bytes {
  return new TextEncoder().encode(`${retryLine()}: the server stops\n\n`);
}

function retryLine(): string {
  const { least, most } = RETRY_MS;
  return `retry: ${Math.round(least + Math.random() * (most - least))}\n`;
}

/** A heartbeat for a stream whose positions are its own. */
export function heartbeat(now: number, position: string): Bytes {
  return encodeEvents([{
    event: "heartbeat",
    data: { at: new Date(now).toISOString(), position },
  }]);
}

/**
 * Seconds between heartbeats, from `?heartbeat=`: 1 to 60, 15 by default. Our own page asks for 2, so
 * that it notices a dead connection before its reader does.
 *
 * @throws FlashboardError `invalid` for anything else.
 */
export function heartbeatOf(request: Request): number {
  const text = new URL(request.url).searchParams.get("heartbeat") ?? "15";
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 60) return seconds;
  throw new FlashboardError(
    "invalid",
    `heartbeat must be a whole number of seconds from 1 to 60: current value is ` +
      JSON.stringify(text.slice(0, 20)),
  );
}
