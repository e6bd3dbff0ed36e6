import { effect } from "@preact/signals";
import type { Live, LiveState } from "../../lib/live.ts";

const FINE: readonly LiveState[] = ["connecting", "live", "polling"];

/**
 * Loads the page again once the server lets it in no more, whoever ended its session: what it gets
 * then is the log-in. It asks when the connection changes, as the server cuts the stream.
 */
export function leaveWhenLoggedOut({ connection }: Live): void {
  effect(() => {
    if (!FINE.includes(connection.value)) void look();
  });
}

async function look(): Promise<void> {
  const answer = await fetch("/api/metrics", { method: "HEAD", cache: "no-store" })
    .catch(() => null);
  if (answer?.status === 401) location.reload();
}
