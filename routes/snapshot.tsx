import { systemClock } from "../lib/clock.ts";
import type { EventStream } from "../lib/connection.ts";
import { createLive, type Live } from "../lib/live.ts";
import type { Metrics } from "../lib/metrics.ts";
import { JsonData } from "./json_data.tsx";

/** The board as the page was rendered with it, for the island to go on from. */
export function Snapshot({ metrics }: { metrics: Metrics }) {
  return <JsonData id="metrics" value={metrics} />;
}

/** A dashboard that stands still, to be rendered. */
export function stillLive(metrics: Metrics): Live {
  return createLive({ initial: metrics, clock: systemClock, openStream: noStream });
}

function noStream(): EventStream {
  throw new Error("A page that is only rendered opens no stream");
}
