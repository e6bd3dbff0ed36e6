import { useComputed } from "@preact/signals";
import { Boundary } from "./boundary.tsx";
import { type Desk, DeskContext, useDesk } from "./context.ts";
import { Later } from "./later.tsx";
import { Strip } from "./strip.tsx";
import { Tiles } from "./tiles.tsx";

/** The whole page. */
export function Board(desk: Desk) {
  return (
    <DeskContext.Provider value={desk}>
      <div class="board" data-connection={desk.live.connection}>
        <Strip />
        <Main />
        <Later part="offline" />
        <Later part="announcer" />
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
      {!isNew && <Later part="alerts" />}
      <Boundary name="tiles" title="Numbers">
        <Tiles />
      </Boundary>
      {!isNew && <Later part="stock" />}
      {hasOrders && <Later part="chart" />}
      {hasOrders ? <Later key="feed" part="feed" /> : <Later key="first" part="firstOrder" />}
    </main>
  );
}
