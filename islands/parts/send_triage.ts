import type { Triage } from "../../lib/triage.ts";

/** Longer than a server waits for its database, in ms. */
const PATIENCE_MS = 40_000;

/** Asks the server for a triage. @throws Error with a sentence for the reader. */
export async function sendTriage({ id, acknowledged, snoozedUntil }: Triage): Promise<void> {
  const change = snoozedUntil === null ? { acknowledged } : { snoozedUntil };
  const response = await fetch(`/api/alerts/${encodeURIComponent(id)}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(change),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => null);
  if (!response) throw new Error("the server does not answer. Try again.");
  if (!response.ok) throw new Error(await reasonOf(response));
}

async function reasonOf(response: Response): Promise<string> {
  const problem = await response.json().catch(() => null);
  return `${problem?.detail ?? `the server answered ${response.status}`}.`;
}
