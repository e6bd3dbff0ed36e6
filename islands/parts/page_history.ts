import type { Signal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { HistoryPoint } from "../../lib/history.ts";
import { type History, openHistory } from "../../lib/history_store.ts";
import type { Live } from "../../lib/live.ts";
import type { Past } from "../../lib/past.ts";

/** How old the server's answer may be, in seconds, so that many dashboards share one. */
const MAX_AGE_S = 5;

/** Opens the history of a page. */
export function openPageHistory(
  page: { live: Live; past: Signal<Past | null>; clock: Clock; isCurrent(): boolean },
): History {
  return openHistory({ ...page, fetchPoints });
}

async function fetchPoints(from: string, to: string): Promise<HistoryPoint[]> {
  const query = new URLSearchParams({ from, to });
  const headers = { "cache-control": `max-age=${MAX_AGE_S}` };
  const response = await fetch(`/api/history?${query}`, { headers });
  if (!response.ok) throw new Error(`Status ${response.status}`);
  return (await response.json()).points;
}
