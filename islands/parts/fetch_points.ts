import type { HistoryPoint } from "../../lib/history.ts";

/**
 * Asks `GET /api/history` for its points.
 *
 * @param maxAgeS How old the server's answer may be, in seconds, so that many dashboards share one.
 * @throws Error when there is no answer, or another.
 */
export async function fetchPoints(
  query: Record<"from" | "to", string> & { step?: string },
  maxAgeS: number,
): Promise<HistoryPoint[]> {
  const headers = { "cache-control": `max-age=${maxAgeS}` };
  const response = await fetch(`/api/history?${new URLSearchParams(query)}`, { headers });
  if (!response.ok) throw new Error(`Status ${response.status}`);
  return (await response.json()).points;
}
