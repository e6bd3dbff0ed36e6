import type { Board, Section } from "./board.ts";
import { formatPosition, type Position } from "./event.ts";
import type { AlertNews, FrameLists } from "./lists.ts";
import { type Metrics, type ViewContext, viewSection } from "./metrics.ts";
import { encodeEvents } from "./sse.ts";

/** One event a changed section, all at the same position, encoded together; a list that is owed is left out. */
export function renderFrame(
  changed: ReadonlySet<Section>,
  board: Board,
  context: ViewContext,
  lists: FrameLists,
): Uint8Array<ArrayBuffer> {
  const id = formatPosition(context.position);
  return encodeEvents([...changed].flatMap((section) => {
    const list = listOf(section, lists);
    if (list === null) return [];
    return [{ event: section, id, data: { ...viewSection(section, board, context), ...list } }];
  }));
}

/** All that a dashboard shows. */
export function renderWhole(metrics: Metrics): Uint8Array<ArrayBuffer> {
  return encodeEvents([{ event: "init", id: metrics.position, data: metrics }]);
}

/** @param currentAt When the board was last known to be all there is; in ms since 1970 UTC, as `now`. */
export function renderHeartbeat(
  position: Position,
  now: number,
  currentAt: number,
): Uint8Array<ArrayBuffer> {
  const data = {
    at: new Date(now).toISOString(),
    position: formatPosition(position),
    currentAt: new Date(currentAt).toISOString(),
  };
  return encodeEvents([{ event: "heartbeat", data }]);
}

/** What a section lists; null when it is owed. */
function listOf(section: Section, lists: FrameLists): Partial<Metrics & AlertNews> | null {
  const { recentOrders, inventory, alerts } = lists;
  switch (section) {
    case "orders":
      return { recentOrders };
    case "inventory":
      return inventory;
    case "alerts":
      return alerts;
    default:
      return {};
  }
}
