import type { Context } from "hono";
import { alertChange } from "../../lib/channels.ts";
import { FlashboardError } from "../../lib/error.ts";
import { check } from "../../lib/schema.ts";
import type { Services } from "../../lib/services.ts";
import { type Triage, triaged } from "../../lib/triage.ts";
import { readJson } from "../../lib/web/json_body.ts";

/** What sleeps for longer is forgotten rather than put off. */
const LONGEST_SNOOZE_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * `PATCH /api/alerts/{id}`: acknowledges an alert, snoozes it or opens it again, on every dashboard.
 * One that is so already costs the log nothing.
 */
export function alerts({ hub, ingest, clock }: Services): (c: Context) => Promise<Response> {
  return async (c) => {
    const id = c.req.param("id") ?? "";
    const now = clock.now();
    const triage = readChange(id, await readJson(c, '{"acknowledged":true}'), now);
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
