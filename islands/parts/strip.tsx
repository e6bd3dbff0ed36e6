import { useComputed } from "@preact/signals";
import type { LiveState } from "../../lib/live.ts";
import { useAsOf, useDesk } from "./context.ts";
import { Bolt } from "./icons.tsx";
import { ThemeSwitch } from "./theme.tsx";

const WORDS: Record<LiveState, string> = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  stale: "Stale",
  offline: "Offline",
  polling: "Every 2 s",
};

const HELD_BACK =
  "Something on the way holds the live stream back: the page asks every 2 s instead";

/** Whose board it is, and how far its numbers can be trusted. */
export function Strip() {
  const { cells, connection } = useDesk().live;
  const word = useComputed(() => WORDS[connection.value]);
  const why = useComputed(() => connection.value === "polling" ? HELD_BACK : undefined);
  return (
    <header class="strip">
      <p class="brand">
        <Bolt />
        <span>Flashboard</span>
      </p>
      <h1>{cells.storeName}</h1>
      <p class="status">
        <span class="pill" title={why}>
          <span class="dot" aria-hidden="true" />
          <span data-status>{word}</span>
        </span>
        <span class="data-time">
          <span class="words">Data as of</span> <span class="clock">{useAsOf()}</span>
        </span>
      </p>
      <ThemeSwitch />
    </header>
  );
}
