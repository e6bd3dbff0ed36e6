import type { ProductAtRisk } from "../../lib/at_risk.ts";
import { count } from "./format.ts";
import { Warning } from "./icons.tsx";
import { STATES } from "./stock_states.tsx";

/** A level above its threshold is not well when it is gone in minutes. */
const SELLING_OUT = { word: "Selling out", icon: Warning };

/** How a product's stock stands, in a word. */
export function State({ product: { state, level, available } }: { product: ProductAtRisk }) {
  const isSoon = state === "ok" && level !== "ok";
  const { word, icon: Icon } = isSoon ? SELLING_OUT : STATES[state];
  return (
    <span class={`chip ${isSoon ? "soon" : state}`}>
      <Icon />
      {state === "oversold" ? `${word} −${count(-available)}` : word}
    </span>
  );
}
