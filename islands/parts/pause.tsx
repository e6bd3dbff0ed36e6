import { useEffect } from "preact/hooks";
import { useDesk } from "./context.ts";
import { type Rhythm, RHYTHMS } from "./gate.ts";
import { PauseIcon } from "./icons.tsx";
import { onKey } from "./keys.ts";
import { recall, remember } from "./memory.ts";

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

const WORDS: Record<Rhythm, string> = {
  live: "at once",
  "1s": "every second",
  "10s": "every 10 seconds",
};

/** How often the page changes: the reader's choice, kept in this browser. */
export function RhythmChoice() {
  const { gate } = useDesk();
  return (
    <fieldset>
      <legend>The page changes</legend>
      {rhythms().map((rhythm) => (
        <label key={rhythm}>
          <input
            type="radio"
            name="rhythm"
            checked={gate.rhythm.value === rhythm}
            onChange={() => choose(rhythm)}
          />{" "}
          {WORDS[rhythm]}
        </label>
      ))}
    </fieldset>
  );

  function choose(rhythm: Rhythm): void {
    gate.choose(rhythm);
    remember("rhythm", rhythm);
  }
}

/** Takes up the rhythm that the reader chose earlier. */
function useRhythmOfReader(): void {
  const { gate } = useDesk();
  useEffect(() => {
    const chosen = rhythms().find((rhythm) => rhythm === recall("rhythm"));
    if (chosen) gate.choose(chosen);
  }, []);
}

function rhythms(): Rhythm[] {
  return Object.keys(RHYTHMS) as Rhythm[];
}
