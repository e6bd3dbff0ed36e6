import type { Hub } from "../hub.ts";
import type { Pauses } from "../pauses.ts";
import { PostgresPauses } from "../postgres/pauses.ts";
import { type Guard, keptGuard } from "../promotion_guard.ts";
import { PromotionWatch } from "../promotion_watch.ts";
import { type Opening, telling } from "./opening.ts";

/**
 * Opens the oversell guard: it looks at all that the hub folds.
 *
 * @param onAsked Called when a request to pause a promotion waits to be sent.
 */
export function openGuard(
  opening: Opening,
  hub: Hub,
  onAsked: () => void,
): { pauses: Pauses; guard: () => Guard } {
  const { clock, sql, settings, store } = opening;
  const pauses = new PostgresPauses(sql, { storeName: () => store().name, onAsked });
  const guard = keptGuard(settings);
  const words = "A pause could not be asked for; the product's next sale tries again";
  const onTrouble = telling(opening, "warn", words);
  const watch = new PromotionWatch({ hub, pauses, guard, clock, onTrouble });
  hub.follow((events) => watch.look(events));
  return { pauses, guard };
}
