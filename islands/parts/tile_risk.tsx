import { useComputed } from "@preact/signals";
import type { ProductAtRisk } from "../../lib/at_risk.ts";
import { AsOf } from "./card.tsx";
import { useDesk } from "./context.ts";
import { count, counted } from "./format.ts";

/** Units that are oversold, or will be within 15 minutes. */
export function UnitsAtRisk() {
  const { cells } = useDesk().live;
  return (
    <div class="tile risk">
      <dt>
        Units at risk <span class="span">(next 15 min)</span>
      </dt>
      <dd class="value" data-value="risk">{useComputed(() => count(cells.unitsAtRisk.value))}</dd>
      <dd class="detail">{useComputed(() => describe(cells.inventoryAtRisk.value))}</dd>
      <dd class="tile-as-of">
        <AsOf />
      </dd>
    </div>
  );
}

/** `2 products oversold, 3 run out`. */
function describe(products: readonly ProductAtRisk[]): string {
  const oversold = products.filter(({ state }) => state === "oversold").length;
  const soon = products.filter(({ level, available }) => level !== "ok" && available > 0).length;
  const said = [
    oversold > 0 ? `${counted(oversold, "product")} oversold` : "",
    soon > 0 ? `${count(soon)} about to run out` : "",
  ].filter(Boolean);
  return said.join(", ") || "nothing is about to run out";
}
