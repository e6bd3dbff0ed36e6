import type { Pace } from "./velocity.ts";

/** How soon a product runs out: by default `warning` is within 15 minutes, `critical` within 5. */
export type CoverLevel = "ok" | "warning" | "critical";

/** When the stock of a product runs out if it goes on selling as it does, in minutes from now. */
export interface Cover {
  minutes: number;
  /** Nine of ten times it should last at least as long as `low` and at most as long as `high`. */
  low: number;
  high: number;
}

/** Minutes of cover below which each level begins; 0: never. */
export interface CoverLimits {
  warning: number;
  critical: number;
}

/** The limits of a log in which nobody has set others. */
export const COVER_LIMITS: CoverLimits = { warning: 15, critical: 5 };

/** What operators set of the rules that the fold goes by: a replay has to find it in the log. */
export interface FoldRules {
  cover: CoverLimits;
}

/** Where the log keeps it: a name that nobody can publish to. */
export const RULES_CHANNEL = "alerts.rules";

/** What becomes of what was told of a product: the level to remember, and one to raise. */
export interface CoverStep {
  told: CoverLevel;
  raised: Exclude<CoverLevel, "ok"> | null;
}

const WORST_LAST: readonly CoverLevel[] = ["ok", "warning", "critical"];

/** Of a normal distribution 90 % lies within as many standard deviations. */
const Z = 1.64;
/** Fewer sales of the last 15 minutes, in units, are too few to forecast from. */
const LEAST_UNITS = 5;
/** With fewer orders the rate's error is as large as the rate. */
const LEAST_EVIDENCE = Z ** 2;

/**
 * Minutes of cover: available units ÷ units a minute.
 *
 * The interval is `minutes · e^±error`. For a Poisson process of n orders the logarithm of the rate has
 * a standard deviation of 1/√n, and so has that of the time in which m more come, 1/√m; to both is added
 * how far the fast and the slow rate are apart, as demand that changes will change on.
 *
 * @param available Units, more than none.
 */
export function coverOf(pace: Pace, available: number): Cover {
  const minutes = available / pace.unitsPerMinute;
  const variance = 1 / pace.evidence + pace.orderSize / available;
  const factor = Math.exp(Z * Math.sqrt(variance) + pace.change);
  return { minutes, low: minutes / factor, high: minutes * factor };
}

/** Whether enough was sold to forecast from: five units, and not by one large order alone. */
export function canForecast({ soldIn15, evidence }: Pace): boolean {
  return soldIn15 >= LEAST_UNITS && evidence >= LEAST_EVIDENCE;
}

/** The level that minutes of cover stand for. */
export function coverLevel(minutes: number, { warning, critical }: CoverLimits): CoverLevel {
  if (minutes < critical) return "critical";
  return minutes < warning ? "warning" : "ok";
}

/**
 * Raises an alarm once per crossing. It follows a worsening at once, but steps back only when the whole
 * interval is clear of the line: a forecast trembles by chance, and its interval says how much.
 *
 * @param told The worst level told so far since the product was last well.
 * @param pace How fast it sells; null when it sells no more.
 */
export function stepCover(
  told: CoverLevel,
  pace: Pace | null,
  available: number,
  limits: CoverLimits,
): CoverStep {
  // It has run out, which is told as such: nothing is ahead any more.
  if (available <= 0) return { told: "critical", raised: null };
  if (pace === null) return { told: "ok", raised: null };
  const { minutes, low } = coverOf(pace, available);
  const level = coverLevel(minutes, limits);
  if (level !== "ok" && canForecast(pace) && isWorse(level, told)) {
    return { told: level, raised: level };
  }
  const calmer = coverLevel(low, limits);
  return { told: isWorse(told, calmer) ? calmer : told, raised: null };
}

/** Whether one level is worse than another. */
export function isWorse(level: CoverLevel, than: CoverLevel): boolean {
  return WORST_LAST.indexOf(level) > WORST_LAST.indexOf(than);
}
