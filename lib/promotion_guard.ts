import * as z from "zod";
import type { ProductAtRisk } from "./at_risk.ts";
import type { KeptSettings } from "./kept_settings.ts";
import { check } from "./schema.ts";

const MOST_PRODUCTS = 1_000;

/** The kept setting `guard`. */
export const guardSetting = z.strictObject({
  on: z.boolean().default(false)
    .describe("Whether it asks by itself; operators can ask by a click either way"),
  minutes: z.number().min(0.1).max(60).nullable().default(3)
    .describe("It asks for a product with less than that many minutes of cover; null for none"),
  oversold: z.boolean().default(true).describe("It asks for a product that is oversold"),
  coolDownMinutes: z.number().min(1).max(1_440).default(10)
    .describe("How long nobody is asked again for the same product, by click or by rule"),
  dryRun: z.boolean().default(true)
    .describe("The trail says what it would have asked, and nobody is told"),
  products: z.union([
    z.literal("all"),
    z.array(z.string().min(1).max(200)).min(1).max(MOST_PRODUCTS),
  ], { error: `must be "all", or a list of 1 to ${MOST_PRODUCTS} ids of products` }).default("all")
    .describe("The products that it watches"),
}).refine(
  ({ on, minutes, oversold }) => !on || minutes !== null || oversold,
  "is on and would never ask: set minutes, or oversold to true",
).meta({ title: "GuardSetting", examples: [{ on: true, minutes: 3, dryRun: false }] });

/** When the guard asks by itself that a promotion be paused. */
export type Guard = Readonly<z.output<typeof guardSetting>>;

/** What stands until an operator decides: it is off, and once turned on it first runs dry. */
export const DEFAULT_GUARD: Guard = guardSetting.parse({});

/**
 * Reads the kept setting `guard`; what is left out is as in `DEFAULT_GUARD`.
 *
 * @throws FlashboardError `invalid` with the pointer to what is wrong.
 */
export function readGuard(value: unknown): Guard {
  return check(guardSetting, value);
}

/**
 * The guard's rule as it is kept: the same object until somebody sets another. What an older version
 * kept and this one cannot read is as if nobody had set it.
 */
export function keptGuard(settings: Pick<KeptSettings, "read" | "writtenAt">): () => Guard {
  let [writtenAt, rule]: [string | null, Guard] = [null, DEFAULT_GUARD];
  return () => {
    const at = settings.writtenAt("guard");
    if (at !== writtenAt) [writtenAt, rule] = [at, guardOf(settings.read("guard"))];
    return rule;
  };
}

function guardOf(value: unknown): Guard {
  const { success, data } = guardSetting.safeParse(value);
  return success ? data : DEFAULT_GUARD;
}

/** Whether a product stands as the guard's rule says: oversold, or with too few minutes of cover. */
export function isInDanger(
  { minutes, oversold, products }: Guard,
  { productId, available, cover }: ProductAtRisk,
): boolean {
  if (products !== "all" && !products.includes(productId)) return false;
  if (available < 0) return oversold || minutes !== null;
  const left = available === 0 ? 0 : cover?.minutes ?? Infinity;
  return minutes !== null && left < minutes;
}
