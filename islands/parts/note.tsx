import { useEffect } from "preact/hooks";
import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { followReturns, type Replayed } from "./returns.ts";
import { countUpdates } from "../../lib/updates.ts";
import { useDesk, useNow } from "./context.ts";
import { counted, stopwatch } from "./format.ts";

/** How long the page says that it is back, in ms. */
const BACK_MS = 6_000;

/** What the reader should know of the page itself: that it is paused, slower by choice, or back. */
export function Note() {
  const { gate } = useDesk();
  const back = useReturn().value;
  const pausedAt = gate.pausedAt.value;
  const rhythm = gate.rhythm.value;
  if (pausedAt !== null) return <Paused since={pausedAt} />;
  if (back) return <p class="page-note back">{back}</p>;
  if (rhythm === "live") return null;
  return <p class="page-note">{rhythm === "1s" ? "Every second" : "Every 10 s"}</p>;
}

function Paused({ since }: { since: number }) {
  const { live, clock } = useDesk();
  const waiting = useSignal(0);
  const now = useNow();
  // The server's time only beats here: it may be set while the page is paused.
  const time = useComputed(() => now.value && stopwatch(clock.now() - since));
  useEffect(() => countUpdates(live, (count) => waiting.value = count), []);
  return (
    <p class="page-note paused">
      Paused {time}, {counted(waiting.value, "update")} waiting
    </p>
  );
}

/** What was replayed, for a few seconds after the connection was lost; empty otherwise. */
function useReturn(): ReadonlySignal<string> {
  const { live, clock } = useDesk();
  const words = useSignal("");
  useEffect(() => followReturns(live, clock, (replayed) => words.value = backWords(replayed)), []);
  useSignalEffect(() =>
    words.value === "" ? undefined : clock.after(BACK_MS, () => words.value = "")
  );
  return words;
}

/** `Back, 148 updates replayed`. */
export function backWords(replayed: Replayed): string {
  return replayed === null
    ? "Back, all numbers are new"
    : `Back, ${counted(replayed, "update")} replayed`;
}
