import { useComputed } from "@preact/signals";
import type { ProductAtRisk } from "../../lib/at_risk.ts";
import { useDesk } from "./context.ts";
import { count, counted } from "./format.ts";
import { AgainstYesterday, LastHour } from "./past.tsx";
import { Tile } from "./tile.tsx";

/** Units that are oversold, or will be within 15 minutes. */
export function UnitsAtRisk() {
  const { cells } = useDesk().live;
  return (
    <Tile
      name="risk"
      label="Units at risk"
      counted="unitsAtRisk"
      span="next 15 min"
      change={
        <AgainstYesterday
          now={cells.unitsAtRisk}
          before={({ unitsAtRisk }) => unitsAtRisk.yesterday}
          write={(units) => counted(units, "unit")}
        />
      }
      detail={useComputed(() => describe(cells.inventoryAtRisk.value))}
      spark={<LastHour of={({ unitsAtRisk }) => unitsAtRisk.hour} />}
    >
      {useComputed(() => count(cells.unitsAtRisk.value))}
    </Tile>
  );
}

/** `2 oversold, 3 run out soon`: the narrowest tile has room for no more. */
function describe(products: readonly ProductAtRisk[]): string {
  const oversold = products.filter(({ state }) => state === "oversold").length;
  const soon = products.filter(({ level, available }) => level !== "ok" && available > 0).length;
  const said = [
    oversold > 0 ? `${count(oversold)} oversold` : "",
    soon > 0 ? `${count(soon)} ${soon === 1 ? "runs" : "run"} out soon` : "",
  ].filter(Boolean);
  return said.join(", ") || "nothing is about to run out";
}
