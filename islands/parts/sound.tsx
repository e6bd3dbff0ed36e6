import { useEffect } from "preact/hooks";
import { type ReadonlySignal, signal } from "@preact/signals";
import { isCurrent } from "../../lib/live.ts";
import { type Desk, useDesk } from "./context.ts";
import { onKey } from "./keys.ts";
import { recall, remember } from "./memory.ts";

/** Alerts that come closer together, in ms, are one tone. */
const GAP_MS = 10_000;

const on = signal(false);
/** Whether critical alerts are heard. */
export const soundOn: ReadonlySignal<boolean> = on;

/** Lets the reader hear critical alerts; off until it is chosen. Key `m` does too. */
export function SoundChoice() {
  const desk = useDesk();
  useEffect(() => {
    on.value = recall("sound") === "on";
    const ends = [
      unlockAtFirstTouch(),
      soundAlerts(desk),
      onKey("m", "Turn the sound of critical alerts on or off", () => choose(!on.peek())),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return (
    <label>
      <input
        type="checkbox"
        checked={on.value}
        onChange={({ currentTarget }) => choose(currentTarget.checked)}
      />{" "}
      A sound for critical alerts
    </label>
  );
}

/** Chooses for this browser; the tone is heard once, which also has the browser allow it. */
function choose(isOn: boolean): void {
  on.value = isOn;
  remember("sound", isOn ? "on" : "off");
  if (isOn) void play();
}

function soundAlerts({ live, clock }: Desk): () => void {
  let lastAt = -Infinity;
  return live.onAlert(({ severity }) => {
    const isHeard = on.peek() && severity === "critical" && isCurrent(live.connection.peek());
    // A clock that was set back must not silence it until it has caught up.
    if (!isHeard || Math.abs(clock.now() - lastAt) < GAP_MS) return;
    lastAt = clock.now();
    void play();
  });
}

/** A page that was loaded with the sound on may make none before the reader has done something. */
function unlockAtFirstTouch(): () => void {
  const stop = new AbortController();
  const touch = () => {
    stop.abort();
    if (on.peek()) void loadTone().then((tone) => tone?.unlock());
  };
  for (const event of ["pointerdown", "keydown"]) {
    addEventListener(event, touch, { signal: stop.signal });
  }
  return () => stop.abort();
}

async function play(): Promise<void> {
  await (await loadTone())?.playTone();
}

/** Few want it, so it comes when it is first heard; null while it cannot be loaded. */
function loadTone() {
  return import("./tone.ts").catch(() => null);
}
