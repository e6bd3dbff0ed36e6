import { hydrate } from "preact";
import { signal } from "@preact/signals";
import { systemClock } from "../lib/clock.ts";
import { createLive } from "../lib/live.ts";
import type { Metrics } from "../lib/metrics.ts";
import { keepAwake } from "./parts/awake.ts";
import { drift } from "./parts/drift.ts";
import { boardAt } from "./parts/fetch_board.ts";
import { paced, READABLE_MS } from "./parts/pace.ts";
import { Tv } from "./parts/tv.tsx";
import { type ServerAnswer, Upkeep } from "./parts/upkeep.ts";

/** An answer that takes longer, in ms, is none: the network may have gone without a word. */
const PATIENCE_MS = 10_000;

/** Every request carries the screen's key: there is no session that could end. */
function withKey(path: string): string {
  const screen = new URLSearchParams(location.search).get("screen");
  if (screen === null) return path;
  return `${path}${path.includes("?") ? "&" : "?"}screen=${encodeURIComponent(screen)}`;
}

async function ask(): Promise<ServerAnswer> {
  const { status, headers } = await fetch(withKey("/api/metrics"), {
    method: "HEAD",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status, version: headers.get("flashboard-version") };
}

function main(): void {
  const root = document.getElementById("tv");
  const initial: Metrics = JSON.parse(document.getElementById("metrics")?.textContent ?? "");
  if (!root) throw new Error("The page has no #tv");
  const { version = "", money } = root.dataset;
  const clock = systemClock;
  const refused = signal(false);
  const live = createLive({
    initial,
    clock,
    openStream: (url) => new EventSource(withKey(url)),
    fetchBoard: boardAt(withKey("/api/metrics")),
    schedule: paced(clock),
    scheduleNumbers: paced(clock, READABLE_MS),
  });
  hydrate(<Tv live={live} hidesMoney={money === "hide"} refused={refused} />, root);
  live.start();
  addEventListener("online", () => live.wake());
  new Upkeep({ live, clock, version, refused, ask, reload: () => location.reload() });
  keepAwake();
  drift(root, clock);
}

main();
