import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Live, LiveState } from "../../lib/live.ts";
import { dateOf, timeOf } from "./format.ts";
import { Bolt } from "./icons.tsx";
import { TvAlerts, TvStock } from "./tv_lists.tsx";
import { Revoked } from "./tv_message.tsx";
import { TvNumbers } from "./tv_numbers.tsx";

/** What a screen on the wall is given. */
export interface TvProps {
  live: Live;
  /** Shows units in the place of revenue. */
  hidesMoney: boolean;
  /** Whether the server refuses to show this screen anything. */
  refused: ReadonlySignal<boolean>;
}

/** The whole screen: read from three metres, touched by nobody. */
export function Tv({ live, hidesMoney, refused }: TvProps) {
  if (refused.value) return <Revoked />;
  return (
    <div class="tv" data-connection={live.connection}>
      <Head live={live} />
      <main>
        <TvNumbers cells={live.cells} hidesMoney={hidesMoney} />
        <TvStock live={live} />
        <TvAlerts live={live} />
      </main>
    </div>
  );
}

/** In a stale head `since` stands for `as of`: the time is the same, the meaning is another. */
const WORDS: Record<LiveState, { word: string; before: string }> = {
  connecting: { word: "Connecting", before: "as of" },
  live: { word: "Live", before: "as of" },
  reconnecting: { word: "Reconnecting", before: "as of" },
  polling: { word: "Every 2 s", before: "as of" },
  stale: { word: "STALE", before: "since" },
  offline: { word: "OFFLINE", before: "since" },
};

function Head({ live }: { live: Live }) {
  const { cells, connection, lastAt } = live;
  const date = useComputed(() => dateOf(cells.day.value.start, cells.timeZone.value));
  const zone = useComputed(() => cells.timeZone.value.replaceAll("_", " "));
  return (
    <header>
      <Bolt />
      <h1>{cells.storeName}</h1>
      <p class="tv-day">{date}, {zone} time</p>
      <p class="tv-status">
        <strong>{useComputed(() => WORDS[connection.value].word)}</strong>{" "}
        {useComputed(() => WORDS[connection.value].before)}{" "}
        <time>{useComputed(() => timeOf(lastAt.value, cells.timeZone.value))}</time>
      </p>
    </header>
  );
}
