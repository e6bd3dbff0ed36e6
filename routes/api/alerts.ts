import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { alertChange } from "../../lib/channels.ts";
import { FlashboardError } from "../../lib/error.ts";
import { check } from "../../lib/schema.ts";
import type { Services } from "../../lib/services.ts";
import { type Triage, triaged } from "../../lib/triage.ts";

const MAX_BODY_BYTES = 1024;

/** What sleeps for longer is forgotten rather than put off. */
const LONGEST_SNOOZE_MS = 7 * 24 * 60 * 60 * 1000;

/** Refuses a body of more than a change of an alert can be before all of it is read. */
export function limitChange() {
  return bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError() {
      throw new FlashboardError("too_large", "A change of an alert has at most 1 KiB");
    },
  });
}

/**
 * `PATCH /api/alerts/{id}`: acknowledges an alert, snoozes it or opens it again, on every dashboard.
 * One that is so already costs the log nothing.
 */
export function alerts({ hub, ingest, clock }: Services): (c: Context) => Promise<Response> {
  return async (c) => {
    const id = c.req.param("id") ?? "";
    const now = clock.now();
    const triage = readChange(id, await readJson(c), now);
    const alert = hub.alert(id);
    if (!alert) {
      throw new FlashboardError("not_found", `No alert ${JSON.stringify(id)} is on the board`);
    }
    if (triaged(alert, triage, new Date(now).toISOString()) !== alert) {
      await ingest.publish({ commands: [{ type: "triage", index: 0, triage }] });
    }
    return new Response(null, { status: 204 });
  };
}

async function readJson(c: Context): Promise<unknown> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new FlashboardError("unsupported_type", "Content-Type must be application/json");
  }
  try {
    return await c.req.json();
  } catch (cause) {
    // The limit is found out while the body is read.
    if (cause instanceof FlashboardError) throw cause;
    throw new FlashboardError("bad_json", `Not JSON: a change is {"acknowledged":true}`, { cause });
  }
}

/** @throws FlashboardError `invalid` for anything else, and for a time that is past or too far off. */
function readChange(id: string, body: unknown, now: number): Triage {
  const { acknowledged = false, snoozedUntil = null } = check(alertChange, body);
  if (snoozedUntil === null) return { id, acknowledged, snoozedUntil };
  const until = Date.parse(snoozedUntil);
  if (until > now && until <= now + LONGEST_SNOOZE_MS) {
    return { id, acknowledged, snoozedUntil: new Date(until).toISOString() };
  }
  throw new FlashboardError("invalid", "snoozedUntil: must be within the next 7 days", {
    pointer: "/snoozedUntil",
  });
}
