import { dateFormat, numberFormat } from "../../lib/formats.ts";

/**
 * Words for numbers and times. The language is fixed, so that the server and every browser write the
 * same first page; the zone is the shop's, whoever looks.
 */
const LANGUAGE = "en-GB";
const DAY_MS = 86_400_000;

const MINUTE = { hour: "2-digit", minute: "2-digit" } as const;
const DATE = { day: "numeric", month: "short" } as const;

function inZone(
  at: number | string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): string {
  return dateFormat(LANGUAGE, { timeZone, hourCycle: "h23", ...options }).format(new Date(at));
}

/** `14:03:07` in the shop's zone. */
export function timeOf(at: number | string, timeZone: string): string {
  return inZone(at, timeZone, { ...MINUTE, second: "2-digit" });
}

/** Whether it was in the shop's day that began at `dayStart`. */
export function isInDay(at: string, dayStart: string): boolean {
  const since = Date.parse(at) - Date.parse(dayStart);
  // A day of the shop may have 25 hours; an hour more of tomorrow does no harm.
  return since >= 0 && since < DAY_MS + 3_600_000;
}

/** `14:03` when it was in the day that began at `dayStart`, else `23 Nov, 14:03`. */
export function timeInDay(at: string, dayStart: string, timeZone: string): string {
  return inZone(at, timeZone, isInDay(at, dayStart) ? MINUTE : { ...DATE, ...MINUTE });
}

/** `14:03` of a minute since 1970 UTC. */
export function minuteOf(minute: number, timeZone: string): string {
  return inZone(minute * 60_000, timeZone, MINUTE);
}

/** `Tue 24 Nov` in the shop's zone. */
export function dateOf(at: string, timeZone: string): string {
  return inZone(at, timeZone, { weekday: "short", ...DATE }).replace(",", "");
}

/** `24 Nov` in the shop's zone. */
export function dayOf(at: string, timeZone: string): string {
  return inZone(at, timeZone, DATE);
}

/** `42 s`, `3 min`, `5 h`: how long something lasts, as long as one looks at it. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3_600)} h`;
}

/** `00:42`, `75:03`: minutes and seconds. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return [Math.floor(seconds / 60), seconds % 60].map((n) => String(n).padStart(2, "0")).join(":");
}

/** `0.04 s`, `12 s`. */
export function latency(ms: number): string {
  return ms < 9_950 ? `${(ms / 1_000).toFixed(ms < 995 ? 2 : 1)} s` : duration(ms);
}

/** `1 per 9 min`, `12 a minute`: a rate, by the time from one to the next. */
export function rate(gapMs: number): string {
  return gapMs < 60_000
    ? `${count(Math.round(60_000 / gapMs))} a minute`
    : `1 per ${duration(gapMs)}`;
}

/** `12,345`. */
export function count(value: number): string {
  return numberFormat("en", {}).format(value);
}

/** `1 order`, `2 orders`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** An amount as it is written, with what follows the decimal point apart so that it can be smaller. */
export function moneyParts(amount: string, currency: string): { whole: string; rest: string } {
  const parts = amountFormat(amount, currency).formatToParts(amount as Intl.StringNumericLiteral);
  const point = parts.findIndex(({ type }) => type === "decimal");
  const text = (some: Intl.NumberFormatPart[]) => some.map(({ value }) => value).join("");
  if (point < 0) return { whole: text(parts), rest: "" };
  return { whole: text(parts.slice(0, point)), rest: text(parts.slice(point)) };
}

/** `$39.90`; the exact decimals of the string, never through a float. */
export function money(amount: string, currency: string): string {
  return amountFormat(amount, currency).format(amount as Intl.StringNumericLiteral);
}

/** How many decimals an amount has that the server wrote: those of its currency. */
export function decimalsOf(amount: string): number {
  return amount.split(".")[1]?.length ?? 0;
}

/** Minor units as a number of whole ones; `like` is an amount in the same currency. */
export function majorOf(minor: number, like: string): number {
  return minor / 10 ** decimalsOf(like);
}

function amountFormat(amount: string, currency: string): Intl.NumberFormat {
  const digits = decimalsOf(amount);
  // The server wrote as many decimals as ISO 4217 says; the browser's own table differs for some.
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return numberFormat("en", { style: "currency", currency, ...fraction });
}

/** From here on nobody counts minutes. */
export const LONG_MINUTES = 180;

/** `4 min`. */
export function inMinutes(minutes: number): string {
  if (minutes >= LONG_MINUTES) return `over ${LONG_MINUTES / 60} h`;
  return minutes < 1 ? "< 1 min" : `${count(Math.round(minutes))} min`;
}
