import { useEffect } from "preact/hooks";
import { useDesk } from "./context.ts";
import { type Rhythm, RHYTHMS } from "./gate.ts";
import { PauseIcon } from "./icons.tsx";
import { onKey } from "./keys.ts";
import { recall } from "./memory.ts";

/** Holds the page, or lets it go on; key `p` does too. */
export function Pause() {
  const { gate } = useDesk();
  const isPaused = gate.pausedAt.value !== null;
  const toggle = () => gate.pausedAt.peek() === null ? gate.pause() : gate.resume();
  useRhythmOfReader();
  useEffect(() => onKey("p", "Pause the page, or let it go on", toggle), []);
  return (
    <button
      type="button"
      class="tool pause"
      aria-pressed={isPaused}
      aria-label="Pause"
      aria-keyshortcuts="p"
      title={isPaused ? "Go on (p)" : "Pause (p)"}
      onClick={toggle}
    >
      <PauseIcon isPaused={isPaused} />
    </button>
  );
}

/** Takes up the rhythm that the reader chose earlier. */
function useRhythmOfReader(): void {
  const { gate } = useDesk();
  useEffect(() => {
    const rhythms = Object.keys(RHYTHMS) as Rhythm[];
    const chosen = rhythms.find((rhythm) => rhythm === recall("rhythm"));
    if (chosen) gate.choose(chosen);
  }, []);
}
