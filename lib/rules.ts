import * as z from "zod";
import { FlashboardError } from "./error.ts";
import type { KeptSettings } from "./kept_settings.ts";
import { check } from "./schema.ts";

const on = z.boolean().default(true).describe("Whether it raises alerts");

const feedSilent = z.strictObject({
  on,
  leastMinutes: z.number().min(1).max(1_440).default(5)
    .describe("No shorter silence is told, however much is usually ordered"),
  chance: z.number().min(0.000_001).max(0.1).default(0.001)
    .describe("A silence is told when it would come by chance this seldom"),
}).describe("No orders for longer than chance explains: the feed or the shop may be down");

const velocity = z.strictObject({
  on,
  times: z.number().min(1.5).max(100).default(3)
    .describe("So many times as many orders as expected are told"),
}).describe("Far more orders than expected: a bot, a wrong price, or a sale");

const priceMistake = z.strictObject({
  on,
  share: z.number().min(0.05).max(0.9).default(0.4)
    .describe("An average order below this share of the usual is told, if orders come fast"),
}).describe("Orders are worth far less than usual and come faster than usual");

const lowStock = z.strictObject({ on })
  .describe("Stock falls below its threshold; out of stock and oversold are told either way");

const cover = z.strictObject({
  on,
  warningMinutes: z.number().min(1).max(240).default(15)
    .describe("A product that lasts shorter is told"),
  criticalMinutes: z.number().min(0.5).max(240).default(5)
    .describe("One that lasts shorter than this is critical"),
}).refine(({ warningMinutes, criticalMinutes }) => criticalMinutes <= warningMinutes, {
  path: ["criticalMinutes"],
  error: "must not be more than warningMinutes",
}).describe("A product will be sold out in minutes");

/** The kept setting `rules`. */
export const rulesSetting = z.strictObject({
  feedSilent: feedSilent.prefault({}),
  velocity: velocity.prefault({}),
  priceMistake: priceMistake.prefault({}),
  lowStock: lowStock.prefault({}),
  cover: cover.prefault({}),
}).meta({ title: "RulesSetting", examples: [{ cover: { warningMinutes: 20 } }] });

/** Which alerts the board raises by itself, and from when on. */
export type Rules = z.output<typeof rulesSetting>;

/** What stands until an operator decides otherwise. */
export const DEFAULT_RULES: Rules = rulesSetting.parse({});

/**
 * Reads the kept setting `rules`; what is left out is as in `DEFAULT_RULES`.
 *
 * @throws FlashboardError `invalid` with a pointer to what is wrong.
 */
export function readRules(value: unknown): Rules {
  return check(rulesSetting, value);
}

/**
 * Says what the rules are now. A value that another version of the program wrote and this one cannot
 * read counts as none.
 */
export function currentRules(settings: Pick<KeptSettings, "read">): () => Rules {
  let known: unknown = null;
  let rules = DEFAULT_RULES;
  return () => {
    const value = settings.read("rules");
    if (value !== known) rules = readable(value);
    known = value;
    return rules;
  };
}

function readable(value: unknown): Rules {
  try {
    return value === null ? DEFAULT_RULES : readRules(value);
  } catch (error) {
    if (error instanceof FlashboardError) return DEFAULT_RULES;
    throw error;
  }
}
