import { systemClock } from "../lib/clock.ts";
import type { EventStream } from "../lib/connection.ts";
import { createLive, type Live } from "../lib/live.ts";
import type { Metrics } from "../lib/metrics.ts";

/** The board as the page was rendered with it, for the island to go on from. */
export function Snapshot({ metrics }: { metrics: Metrics }) {
  return (
    <script
      type="application/json"
      id="metrics"
      // deno-lint-ignore react-no-danger -- JSON in which no tag can end or begin
      dangerouslySetInnerHTML={{ __html: JSON.stringify(metrics).replaceAll("<", "\\u003c") }}
    />
  );
}

/** A dashboard that stands still, to be rendered. */
export function stillLive(metrics: Metrics): Live {
  return createLive({ initial: metrics, clock: systemClock, openStream: noStream });
}

function noStream(): EventStream {
  throw new Error("A page that is only rendered opens no stream");
}
