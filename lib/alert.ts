import { type CoverLevel, coverOf } from "./cover.ts";
import type { Product, StockState } from "./inventory.ts";
import type { Pace } from "./velocity.ts";

export type Severity = "info" | "warning" | "critical";

/** Which of our rules raised it: the first four are about a product, the others about the shop. */
export type AlertRule = StockRule | "cover" | "silent" | "velocity" | "price";

type StockRule = Exclude<StockState, "ok">;

/** Something a person should know, published by a system or raised by a stock crossing. */
export interface Alert {
  id: string;
  title: string;
  message: string;
  severity: Severity;
  /** When it was raised (ISO, UTC). */
  at: string;
  /** Set when it is about one product's stock. */
  productId?: string;
  /** Set once somebody has said that it is being seen to (ISO, UTC). */
  acknowledged?: { at: string };
  /** Nobody wants to be told before then (ISO, UTC). */
  snoozedUntil?: string;
  /** Set when a rule of ours raised it; then it resolves by itself. */
  rule?: AlertRule;
  /** Since when what it says is so no more (ISO, UTC); absent while it is open. */
  resolvedAt?: string;
  /** The worse alert about the same product that took its place: that resolved it, and no recovery. */
  replacedBy?: string;
}

const WORDING: Record<StockRule, { severity: Severity; title(p: Product): string }> = {
  low: { severity: "warning", title: (p) => `Low stock: ${p.name}` },
  out: { severity: "critical", title: (p) => `Out of stock: ${p.name}` },
  oversold: { severity: "critical", title: (p) => `Oversold: ${p.name}` },
};

/** The alert for a product whose stock just fell into `state`. */
export function stockAlert(id: string, product: Product, state: StockRule, at: string): Alert {
  const { severity, title } = WORDING[state];
  return {
    id,
    title: title(product),
    message: describe(product, state),
    severity,
    at,
    productId: product.productId,
    rule: state,
  };
}

/** The alert for a product that will be out of stock within 15 minutes, or within 5. */
export function coverAlert(
  id: string,
  product: Product,
  level: Exclude<CoverLevel, "ok">,
  pace: Pace,
  at: string,
): Alert {
  const { productId, name, available } = product;
  const { minutes, low, high } = coverOf(pace, available);
  const [about, least, most] = [minutes, low, high].map(wholeMinutes);
  return {
    id,
    title: level === "critical" ? `Runs out in minutes: ${name}` : `Runs out soon: ${name}`,
    message:
      `${available} left at that time, enough for about ${about} min (${least} to ${most}) at its pace then.`,
    severity: level,
    at,
    productId,
    rule: "cover",
  };
}

/** A count that is never the nought of "sold out already". */
function wholeMinutes(minutes: number): number {
  return Math.max(1, Math.round(minutes));
}

function describe({ available, threshold }: Product, state: StockRule): string {
  if (state === "oversold") {
    return `${-available} sold beyond what was there by then. Pause its promotion.`;
  }
  if (state === "out") return "None left. Further orders will oversell it.";
  return `${available} left, low below ${threshold}.`;
}
