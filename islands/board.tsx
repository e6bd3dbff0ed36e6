import { hydrate } from "preact";
import { systemClock } from "../lib/clock.ts";
import { createLive, type Live } from "../lib/live.ts";
import type { Metrics } from "../lib/metrics.ts";
import type { BoardAnswer } from "../lib/poll.ts";
import { Board } from "./parts/board.tsx";
import { createDesk } from "./parts/context.ts";
import { Gate } from "./parts/gate.ts";
import { paced, READABLE_MS } from "./parts/pace.ts";

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
}

async function fetchBoard(etag: string | null): Promise<BoardAnswer> {
  const headers: HeadersInit = etag === null ? {} : { "if-none-match": etag };
  // `no-store`, or the browser's own cache would turn a 304 into a 200 with the old board.
  const response = await fetch("/api/metrics", { headers, cache: "no-store" });
  if (!response.ok && response.status !== 304) throw new Error(`Status ${response.status}`);
  return {
    etag: response.headers.get("etag"),
    text: response.status === 304 ? null : await response.text(),
    ageS: Number(response.headers.get("age") ?? 0),
  };
}

function main(): void {
  const root = document.getElementById("board");
  const initial: Metrics = JSON.parse(document.getElementById("metrics")?.textContent ?? "");
  if (!root) throw new Error("The page has no #board");
  const gate = new Gate(systemClock);
  const live = createLive({
    initial,
    clock: systemClock,
    openStream: (url) => new EventSource(url),
    fetchBoard,
    schedule: gate.through(paced(systemClock, 0)),
    scheduleNumbers: gate.through(paced(systemClock, READABLE_MS)),
  });
  const publishUrl = root.dataset["publishUrl"] ?? "";
  const desk = createDesk({ live, clock: systemClock, publishUrl, gate });
  hydrate(<Board {...desk} />, root);
  live.start();
  followBrowser(live);
}

main();
