import type { Board, Section } from "./board.ts";
import { formatPosition } from "./event.ts";
import type { FrameLists } from "./lists.ts";
import { type Metrics, type ViewContext, viewSection } from "./metrics.ts";
import { encodeEvents } from "./sse.ts";

/** Which list goes with which section. */
const LISTS: Partial<Record<Section, keyof FrameLists & keyof Metrics>> = {
  orders: "recentOrders",
  inventory: "lowStock",
  alerts: "alerts",
};

/** One event a changed section, all at the same position, encoded together; a list that is owed is left out. */
export function renderFrame(
  changed: ReadonlySet<Section>,
  board: Board,
  context: ViewContext,
  lists: FrameLists,
): Uint8Array<ArrayBuffer> {
  const id = formatPosition(context.position);
  return encodeEvents([...changed].flatMap((section) => {
    const data = viewSection(section, board, context);
    const name = LISTS[section];
    if (name === undefined) return [{ event: section, id, data }];
    const list = lists[name];
    return list === null ? [] : [{ event: section, id, data: { ...data, [name]: list } }];
  }));
}
