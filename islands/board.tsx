import { hydrate } from "preact";
import { systemClock } from "../lib/clock.ts";
import { createLive, type Live } from "../lib/live.ts";
import type { Metrics } from "../lib/metrics.ts";
import { Board } from "./parts/board.tsx";
import { boardAt } from "./parts/fetch_board.ts";
import { paced, READABLE_MS } from "./parts/pace.ts";
import { openStream } from "./stream.ts";
import { sendTriage } from "./parts/send_triage.ts";

/** Follows what the browser knows of the network and of its reader. */
function followBrowser(live: Live): void {
  addEventListener("online", () => live.wake());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) live.wake();
  });
  // A page with an open stream could not be kept for the way back.
  addEventListener("pagehide", () => live.stop());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) live.start();
  });
  // What came for a frozen page would pile up until it thaws.
  document.addEventListener("freeze", () => live.stop());
  document.addEventListener("resume", () => live.start());
}

function main(): void {
  const root = document.getElementById("board");
  const initial: Metrics = JSON.parse(document.getElementById("metrics")?.textContent ?? "");
  if (!root) throw new Error("The page has no #board");
  const live = createLive({
    initial,
    clock: systemClock,
    openStream,
    fetchBoard: boardAt("/api/metrics"),
    sendTriage,
    schedule: paced(systemClock, 0),
    scheduleNumbers: paced(systemClock, READABLE_MS),
  });
  const publishUrl = root.dataset["publishUrl"] ?? "";
  hydrate(<Board live={live} clock={systemClock} publishUrl={publishUrl} />, root);
  live.start();
  followBrowser(live);
}

main();
