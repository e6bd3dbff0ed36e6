import type { Signal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import { type History, openHistory } from "../../lib/history_store.ts";
import type { Live } from "../../lib/live.ts";
import type { Past } from "../../lib/past.ts";
import { fetchPoints } from "./fetch_points.ts";

/** How old the server's answer may be, in seconds, so that many dashboards share one. */
const MAX_AGE_S = 5;

export function openPageHistory(
  page: { live: Live; past: Signal<Past | null>; clock: Clock; isCurrent(): boolean },
): History {
  return openHistory({
    ...page,
    fetchPoints: (from, to) => fetchPoints({ from, to }, MAX_AGE_S),
  });
}
