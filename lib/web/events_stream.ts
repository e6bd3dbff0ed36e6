import type { Clock } from "../clock.ts";
import { FlashboardError } from "../error.ts";
import { formatPosition, type LogEvent } from "../event.ts";
import type { Cursor, Page } from "../feed.ts";
import type { Hub } from "../hub.ts";
import { encodeEvents, type SseEvent } from "../sse.ts";
import type { StreamCounts } from "../streams.ts";
import type { Bytes, Outlet } from "./outlet.ts";
import { goodbye, greeting, heartbeat } from "./stream.ts";

export interface EventsStreamOptions {
  hub: Hub;
  clock: Clock;
  counts: StreamCounts;
  /** Where the client starts; moves on as it reads. */
  cursor: Cursor;
  heartbeatS: number;
  /** Why the position it asked for could not be served, when it could not. */
  reset: string | null;
}

/**
 * The lossless stream: every event after the cursor, in order, as fast as the client reads. It is
 * pulled: a client that stops reading has one page in memory, and the next is not fetched.
 */
export async function streamEvents(outlet: Outlet, options: EventsStreamOptions): Promise<void> {
  const { hub, counts, reset } = options;
  let isThere = true;
  let goOn = () => {};
  outlet.onDrain(() => goOn());
  outlet.onClose(() => {
    isThere = false;
    goOn();
  });
  outlet.write(greeting());
  if (reset !== null) outlet.write(resetEvent(hub.epoch, options.cursor, reset));
  for await (const bytes of pagesOf(options, () => isThere && !hub.feed.ended)) {
    if (!outlet.write(bytes) && isThere) await new Promise<void>((resolve) => goOn = resolve);
  }
  counts.ended[isThere ? "stop" : "client"]++;
  outlet.write(goodbye());
  outlet.end();
}

async function* pagesOf(
  options: EventsStreamOptions,
  wanted: () => boolean,
): AsyncGenerator<Bytes, void, void> {
  const { hub, clock, cursor, heartbeatS } = options;
  let beatAt = clock.now();
  while (wanted()) {
    // Taken before the page is read: an event that comes while it is read must wake us too.
    const awake = hub.feed.awake();
    const { events, trimmed, shared } = await hub.feed.next(cursor).catch(nothingWhileAway);
    if (trimmed) yield resetEvent(hub.epoch, cursor, "What came before was trimmed from the log");
    if (events.length > 0) {
      yield shared
        ? encodeShared(events, hub.epoch)
        : encodeEvents(events.map((event) => toSse(event, hub.epoch)));
    } else if (isDue(clock.now() - beatAt, heartbeatS)) {
      beatAt = clock.now();
      yield heartbeat(beatAt, formatPosition({ epoch: hub.epoch, seq: cursor.seq }));
    } else {
      await awake;
    }
  }
}

/** A clock that was set back must not silence the stream for as long as it was set back. */
function isDue(quietMs: number, heartbeatS: number): boolean {
  return quietMs >= heartbeatS * 1_000 || quietMs < 0;
}

/** A reader that is far behind waits with its connection open until the database is back. */
function nothingWhileAway(error: unknown): Page {
  if (error instanceof FlashboardError && error.code === "unavailable") {
    return { events: [], trimmed: false, shared: false };
  }
  throw error;
}

/** Each event in memory is written once, however many clients read it. */
const written = new WeakMap<LogEvent, Bytes>();

function encodeShared(page: readonly LogEvent[], epoch: string): Bytes {
  const parts = page.map((event) => {
    const known = written.get(event);
    if (known) return known;
    const bytes = encodeEvents([toSse(event, epoch)]);
    written.set(event, bytes);
    return bytes;
  });
  return concat(parts);
}

function toSse(event: LogEvent, epoch: string): SseEvent {
  return { id: formatPosition({ epoch, seq: event.seq }), data: event };
}

function concat(parts: readonly Bytes[]): Bytes {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Says that events are missing here, and from where the stream goes on: its id is that position. */
function resetEvent(epoch: string, { seq }: Cursor, reason: string): Bytes {
  const position = formatPosition({ epoch, seq });
  return encodeEvents([{ event: "reset", id: position, data: { reason, position } }]);
}
