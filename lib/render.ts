import type { Board, RecentOrder, Section } from "./board.ts";
import { formatPosition } from "./event.ts";
import { type ViewContext, viewSection } from "./metrics.ts";
import { encodeEvents } from "./sse.ts";

/** One event a changed section, all at the same position, encoded together. */
export function renderFrame(
  changed: ReadonlySet<Section>,
  board: Board,
  context: ViewContext,
  newOrders: RecentOrder[],
): Uint8Array<ArrayBuffer> {
  const id = formatPosition(context.position);
  return encodeEvents([...changed].map((section) => {
    return { event: section, id, data: viewSection(section, board, context, newOrders) };
  }));
}
