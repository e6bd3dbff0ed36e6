import { type CoverLevel, coverOf } from "./cover.ts";
import type { Product, StockState } from "./inventory.ts";
import type { Pace } from "./velocity.ts";

export type Severity = "info" | "warning" | "critical";

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
}

type Alarm = Exclude<StockState, "ok">;

const WORDING: Record<Alarm, { severity: Severity; title(p: Product): string }> = {
  low: { severity: "warning", title: (p) => `Low stock: ${p.name}` },
  out: { severity: "critical", title: (p) => `Out of stock: ${p.name}` },
  oversold: { severity: "critical", title: (p) => `Oversold: ${p.name}` },
};

/** The alert for a product whose stock just fell into `state`. */
export function stockAlert(id: string, product: Product, state: Alarm, at: string): Alert {
  const { severity, title } = WORDING[state];
  return {
    id,
    title: title(product),
    message: describe(product, state),
    severity,
    at,
    productId: product.productId,
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
      `${available} left, enough for about ${about} min (${least} to ${most}) as it sells now.`,
    severity: level,
    at,
    productId,
  };
}

/** A count that is never the nought of "sold out already". */
function wholeMinutes(minutes: number): number {
  return Math.max(1, Math.round(minutes));
}

function describe({ available, threshold }: Product, state: Alarm): string {
  if (state === "oversold") return `${-available} sold beyond what was there. Pause its promotion.`;
  if (state === "out") return "None left. Further orders will oversell it.";
  return `${available} left, threshold ${threshold}.`;
}
