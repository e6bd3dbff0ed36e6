import { hydrate } from "preact";
import { signal } from "@preact/signals";
import { systemClock } from "../lib/clock.ts";
import { createLive, isCurrent, type Live } from "../lib/live.ts";
import type { Past } from "../lib/past.ts";
import { Board } from "./parts/board.tsx";
import { createDesk, type Reader } from "./parts/context.ts";
import { boardAt } from "./parts/fetch_board.ts";
import { Gate } from "./parts/gate.ts";
import { paced, READABLE_MS } from "./parts/pace.ts";
import { openStream } from "./stream.ts";
import { sendTriage } from "./parts/send_triage.ts";

const RETRY_MS = 2_000;

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

/** Fetches the code of everything but the numbers; a server that is away now will be back. */
async function loadRest(): Promise<typeof import("./parts/rest.tsx")> {
  for (;;) {
    try {
      return await import("./parts/rest.tsx");
    } catch {
      await new Promise<void>((resolve) => systemClock.after(RETRY_MS, resolve));
    }
  }
}

/** Connects the board that the page was rendered with. */
function connect(gate: Gate): Live {
  return createLive({
    initial: JSON.parse(document.getElementById("metrics")?.textContent ?? ""),
    clock: systemClock,
    openStream,
    fetchBoard: boardAt("/api/metrics"),
    sendTriage,
    schedule: gate.through(paced(systemClock)),
    scheduleNumbers: gate.through(paced(systemClock, READABLE_MS)),
  });
}

function main(): void {
  const root = document.getElementById("board");
  if (!root) throw new Error("The page has no #board");
  const clock = systemClock;
  const gate = new Gate(clock);
  const live = connect(gate);
  const past = signal<Past | null>(JSON.parse(root.dataset["past"] ?? "null"));
  const publishUrl = root.dataset["publishUrl"] ?? "";
  const reader: Reader = JSON.parse(root.dataset["reader"] ?? "");
  const rest = loadRest();
  const history = rest.then(({ openPageHistory }) =>
    openPageHistory({ live, past, clock, isCurrent: () => isCurrent(live.connection.value) })
  );
  const openHistory = () => history;
  const desk = createDesk({ live, past, openHistory, clock, publishUrl, reader, gate });
  hydrate(<Board {...desk} />, root);
  live.start();
  followBrowser(live);
  void rest.then(({ PARTS, leaveWhenLoggedOut }) => {
    desk.parts.value = PARTS;
    if (reader.isLoggedIn) leaveWhenLoggedOut(live);
  });
}

main();
