import type { Clock } from "../lib/clock.ts";
import type { Hub } from "../lib/hub.ts";
import type { StreamCounts } from "../lib/streams.ts";
import { streamEvents } from "../lib/web/events_stream.ts";
import { streamMetrics } from "../lib/web/metrics_stream.ts";
import type { Outlet } from "../lib/web/outlet.ts";
import { serve } from "../lib/web/server.ts";
import { eventStream } from "../lib/web/stream.ts";

/** Serves a hub's streams alone: the board at `/board`, the whole log anywhere else. */
export async function serveHub(hub: Hub, clock: Clock, counts: StreamCounts) {
  const options = { hub, clock, counts, heartbeatS: 15 };
  const openBoard = (outlet: Outlet) => streamMetrics(outlet, { ...options, after: null });
  const openLog = (outlet: Outlet) => {
    const cursor = { seq: 0, channels: null };
    void streamEvents(outlet, { ...options, cursor, reset: null });
  };
  const server = await serve(({ url }, peer) => {
    return Promise.resolve(eventStream(peer, url.endsWith("/board") ? openBoard : openLog));
  }, { host: "127.0.0.1", port: 0, sharesPort: false });
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}
