import type { ComponentChild } from "preact";
import type { ProductAtRisk } from "../../lib/at_risk.ts";
import type { CoverLevel } from "../../lib/cover.ts";
import { Empty, Stop, Tick, Warning } from "./icons.tsx";

interface Look {
  word: string;
  icon: () => ComponentChild;
}

/** How the state of a product's stock is written and marked. */
export const STATES: Record<ProductAtRisk["state"], Look> = {
  oversold: { word: "Oversold", icon: Stop },
  out: { word: "Out", icon: Empty },
  low: { word: "Low", icon: Warning },
  ok: { word: "OK", icon: Tick },
};

/** The same for how soon a product runs out; well is no word of its own. */
export const LEVELS: Record<Exclude<CoverLevel, "ok">, Look> = {
  critical: { word: "Critical", icon: Stop },
  warning: { word: "Soon", icon: Warning },
};
