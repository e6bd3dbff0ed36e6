import type { ComponentType } from "preact";
import { Alerts } from "./alerts.tsx";
import { Announcer } from "./announcer.tsx";
import { Boundary } from "./boundary.tsx";
import { Chart } from "./chart.tsx";
import { Feed } from "./feed.tsx";
import { FirstOrder } from "./first_order.tsx";
import { LatencyNow } from "./latency.tsx";
import { Note } from "./note.tsx";
import { OfflineBanner } from "./offline.tsx";
import type { Parts } from "./part_names.ts";
import { Sources } from "./sources.tsx";
import { Stock } from "./stock.tsx";
import { Tools } from "./tools.tsx";

export { leaveWhenLoggedOut } from "./leave.ts";
export { openPageHistory } from "./page_history.ts";

/** Everything but the numbers. */
export const PARTS: Parts = {
  alerts: bounded(Alerts, "alerts", "Alerts"),
  announcer: Announcer,
  chart: bounded(Chart, "chart", "The day"),
  feed: bounded(Feed, "feed-box", "Recent orders"),
  firstOrder: FirstOrder,
  latency: LatencyNow,
  note: Note,
  offline: OfflineBanner,
  sources: Sources,
  stock: bounded(Stock, "stock", "Inventory at risk"),
  tools: Tools,
};

/** A card that keeps its errors to itself. */
function bounded(Part: ComponentType, name: string, title: string): ComponentType {
  return () => (
    <Boundary name={name} title={title}>
      <Part />
    </Boundary>
  );
}
