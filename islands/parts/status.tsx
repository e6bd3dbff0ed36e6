import { Later } from "./later.tsx";
import { useComputed } from "@preact/signals";
import type { LiveState } from "../../lib/live.ts";
import { useAsOf, useDesk, useNow } from "./context.ts";
import { duration } from "./format.ts";

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

/** How far the numbers can be trusted: the connection, how quick it is, and their age. */
export function Status() {
  const { connection } = useDesk().live;
  const word = useComputed(() => WORDS[connection.value]);
  const why = useComputed(() => connection.value === "polling" ? HELD_BACK : undefined);
  return (
    <div class="status">
      <p class="pill" title={why}>
        <span class="dot" aria-hidden="true" />
        <span data-status>{word}</span>
      </p>
      <Later part="latency" />
      <p class="data-time">
        <span class="words">Data as of</span> <span class="clock">{useAsOf()}</span> <Age />
      </p>
    </div>
  );
}

function Age() {
  const { asOf } = useDesk();
  const now = useNow();
  return <span class="age">{useComputed(() => `${duration(now.value - asOf.value)} old`)}</span>;
}
