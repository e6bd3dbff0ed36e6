import { RULES_CHANNEL } from "../../../lib/cover.ts";
import { FlashboardError } from "../../../lib/error.ts";
import { parsePosition, type Position } from "../../../lib/event.ts";
import type { Hub } from "../../../lib/hub.ts";
import { RESOLVED_CHANNEL } from "../../../lib/resolution.ts";
import { checkChannel } from "../../../lib/schema.ts";
import type { Services } from "../../../lib/services.ts";
import { TRIAGE_CHANNEL } from "../../../lib/triage.ts";
import { streamEvents } from "../../../lib/web/events_stream.ts";
import {
  eventStream,
  heartbeatOf,
  resumePoint,
  type StreamContext,
} from "../../../lib/web/stream.ts";

/** Channels that the log keeps and nobody can publish to. */
const OURS: ReadonlySet<string> = new Set([TRIAGE_CHANNEL, RESOLVED_CHANNEL, RULES_CHANNEL]);

/** `GET /api/stream/events?channel=a,b`: every event, in order, none lost, none merged. */
export function eventsStream(
  { hub, clock, streams }: Services,
): (c: StreamContext) => Promise<Response> {
  return async (c) => {
    const channels = channelsOf(c.req.query("channel"));
    const { seq, reset } = await startOf(hub, resumePoint(c.req.raw));
    const heartbeatS = heartbeatOf(c.req.raw);
    const { counts } = streams;
    const options = { hub, clock, counts, cursor: { seq, channels }, heartbeatS, reset };
    return eventStream(c.env, (outlet) => void streamEvents(outlet, options));
  };
}

function channelsOf(text: string | undefined): string[] | null {
  if (!text) return null;
  const channels = text.split(",").map((channel) => channel.trim());
  for (const channel of channels) if (!OURS.has(channel)) checkChannel(channel);
  return channels;
}

/** Without a position a client starts with what comes next; with one that is not ours, from the beginning. */
async function startOf(hub: Hub, after: string | null) {
  if (after === null) return { seq: hub.position.seq, reset: null };
  const position = readStart(after, hub.epoch);
  if (await hub.feed.reaches(position, hub.epoch)) return { seq: position.seq, reset: null };
  return { seq: 0, reset: "That position is of another log: this one is told from its beginning" };
}

function readStart(text: string, epoch: string): Position {
  const position = /^\d{1,15}$/.test(text) ? { epoch, seq: Number(text) } : parsePosition(text);
  if (position) return position;
  throw new FlashboardError(
    "invalid",
    `A position looks like ${epoch}-42: current value is ${JSON.stringify(text.slice(0, 80))}`,
  );
}
