import type { Alert } from "./alert.ts";

/**
 * What the team makes of an alert: somebody has acknowledged it, it is snoozed until an instant (ISO,
 * UTC), or, with neither, it is open again. Each triage stands for all of it, so the last one counts.
 */
export interface Triage {
  /** The alert's. */
  id: string;
  acknowledged: boolean;
  snoozedUntil: string | null;
}

/** Where the log keeps it: a name that nobody can publish to. */
export const TRIAGE_CHANNEL = "alerts.triage";

/**
 * The alert as a triage leaves it; the very same one when it was so already.
 *
 * @param at When it was decided (ISO, UTC).
 */
export function triaged(alert: Alert, { acknowledged, snoozedUntil }: Triage, at: string): Alert {
  const { acknowledged: known, snoozedUntil: until = null, ...open } = alert;
  if ((known !== undefined) === acknowledged && until === snoozedUntil) return alert;
  return {
    ...open,
    ...acknowledged && { acknowledged: { at } },
    ...snoozedUntil !== null && { snoozedUntil },
  };
}

export type Standing = "open" | "acknowledged" | "snoozed" | "resolved";

/** How an alert stands at an instant (ms since 1970 UTC): a snooze ends by itself. */
export function standingOf(alert: Alert, now: number): Standing {
  if (alert.resolvedAt !== undefined) return "resolved";
  if (alert.acknowledged) return "acknowledged";
  return now < Date.parse(alert.snoozedUntil ?? "") ? "snoozed" : "open";
}
