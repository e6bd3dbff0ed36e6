import { useComputed } from "@preact/signals";
import { Alerts } from "./alerts.tsx";
import { Announcer } from "./announcer.tsx";
import { Chart } from "./chart.tsx";
import { Boundary } from "./boundary.tsx";
import { type Desk, DeskContext, useDesk } from "./context.ts";
import { Feed } from "./feed.tsx";
import { FirstOrder } from "./first_order.tsx";
import { OfflineBanner } from "./offline.tsx";
import { Stock } from "./stock.tsx";
import { Strip } from "./strip.tsx";
import { Tiles } from "./tiles.tsx";

/** The whole page. */
export function Board(desk: Desk) {
  return (
    <DeskContext.Provider value={desk}>
      <div class="board" data-connection={desk.live.connection}>
        <Strip />
        <Main />
        <OfflineBanner />
        <Announcer />
      </div>
    </DeskContext.Provider>
  );
}

/** A phone shows these in the order in which they stand here: what is wrong, how much, what just happened. */
function Main() {
  const { cells } = useDesk().live;
  const hasOrders = useComputed(() => cells.recentOrders.value.length > 0).value;
  const isNew =
    useComputed(() => cells.alerts.value.length === 0 && cells.lowStock.value.length === 0).value &&
    !hasOrders;
  return (
    <main class={isNew ? "is-new" : ""}>
      {!isNew && (
        <Boundary name="alerts" title="Alerts">
          <Alerts />
        </Boundary>
      )}
      <Boundary name="tiles" title="Numbers">
        <Tiles />
      </Boundary>
      {!isNew && (
        <Boundary name="stock" title="Inventory at risk">
          <Stock />
        </Boundary>
      )}
      {hasOrders && (
        <Boundary name="chart" title="The day">
          <Chart />
        </Boundary>
      )}
      {hasOrders
        ? (
          <Boundary name="feed-box" title="Recent orders">
            <Feed />
          </Boundary>
        )
        : <FirstOrder />}
    </main>
  );
}
