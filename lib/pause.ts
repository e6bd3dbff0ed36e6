import type { ProductAtRisk } from "./at_risk.ts";
import { oversoldUnits } from "./inventory.ts";

/** Why somebody should pause a product's promotion, as it stood when that was asked. */
export interface PauseRequest {
  productId: string;
  name: string;
  /** Units that can still be sold; negative when oversold. */
  available: number;
  /** Units sold beyond what was there. */
  oversold: number;
  /** How long the stock lasts as it sells now; null when nothing is left, or that cannot be told. */
  minutesOfCover: number | null;
  /** The same as a sentence for people. */
  reason: string;
  /** An operator by a click, or the guard by its rule. */
  askedBy: "click" | "rule";
  /** Nobody is told: the trail says what would have been asked. */
  dryRun: boolean;
}

/** A request in the trail, and what became of it. */
export interface Pause extends PauseRequest {
  id: string;
  /** ISO, UTC. */
  at: string;
  /** `cooling_down`: the same was asked, or rehearsed, for this product a short while ago. */
  outcome: "asked" | "dry_run" | "cooling_down";
  /** How many targets took such requests at that time. */
  targets: number;
}

/** Asks to pause the promotion of a product that stands like this. */
export function pauseRequest(
  product: ProductAtRisk,
  askedBy: PauseRequest["askedBy"],
  dryRun: boolean,
): PauseRequest {
  const { productId, name, available, cover } = product;
  return {
    productId,
    name,
    available,
    oversold: oversoldUnits(available),
    minutesOfCover: cover?.minutes ?? null,
    reason: reasonOf(product),
    askedBy,
    dryRun,
  };
}

function reasonOf({ available, cover }: ProductAtRisk): string {
  if (available < 0) return `${-available} sold beyond what was there`;
  if (available === 0) return "None left: further orders will oversell it";
  if (cover === null) return `${available} left`;
  return `${available} left, enough for about ${cover.minutes} min as it sells now`;
}
