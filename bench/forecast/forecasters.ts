import { canForecast, type Cover, coverOf } from "../../lib/cover.ts";
import { countSale, emptyVelocity, type Pace, paceOf } from "../../lib/velocity.ts";
import { MINUTE_MS, type Sale } from "./sales.ts";

/** Minutes until so many units are sold, as ours forecasts it; null when it says nothing. */
export function ours(past: readonly Sale[], now: number, left: number): Cover | null {
  const pace = paceNow(past, now);
  return pace && canForecast(pace) ? coverOf(pace, left) : null;
}

function paceNow(past: readonly Sale[], now: number): Pace | null {
  const velocity = emptyVelocity(past[0]?.at ?? now);
  for (const { at, units } of past) countSale(velocity, units, at);
  return paceOf(velocity, now);
}

/** The same by the average of the last so many minutes: what a report would say. */
export function byWindow(
  past: readonly Sale[],
  now: number,
  left: number,
  minutes: number,
): number {
  const begin = Math.max(now - minutes * MINUTE_MS, past[0]?.at ?? 0);
  const units = past.filter(({ at }) => at >= begin).reduce((sum, { units }) => sum + units, 0);
  return left / (units / Math.max(1, (now - begin) / MINUTE_MS));
}

/** The sooner of a rate of 2 minutes' half-life and of 15 minutes: what alarms are often made of. */
export function sooner(past: readonly Sale[], now: number, left: number): number {
  const weights = past.map(({ at, units }) => units * 2 ** (-(now - at) / (2 * MINUTE_MS)));
  const fast = weights.reduce((sum, weight) => sum + weight, 0) * Math.LN2 / 2;
  return Math.min(left / fast, byWindow(past, now, left, 15));
}
