import type { Position } from "../event.ts";
import type { Hub } from "../hub.ts";
import { type Bytes, eventStream, greeting } from "./stream.ts";

/** Bytes that may wait for one dashboard; beyond, it skips frames and gets a whole board when it drains. */
const QUEUE_BYTES = 64 * 1024;

/** A dashboard's stream: a whole board or what was missed, then every frame, and heartbeats. */
export function streamMetrics(hub: Hub, after: Position | null, heartbeatS: number): Response {
  let leave = () => {};
  let behind = false;
  return eventStream({
    start(controller) {
      controller.enqueue(greeting());
      const send = (bytes: Bytes) => {
        // Null: the connection broke, and `cancel` is on its way.
        behind ||= (controller.desiredSize ?? 0) <= 0;
        if (!behind) controller.enqueue(bytes);
      };
      const end = () => {
        leave();
        controller.close();
      };
      leave = hub.join({ send, end, heartbeatS }, after);
    },
    pull(controller) {
      if (behind) controller.enqueue(hub.initFrame());
      behind = false;
    },
    cancel: () => leave(),
  }, new ByteLengthQueuingStrategy({ highWaterMark: QUEUE_BYTES }));
}
