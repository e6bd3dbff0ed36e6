import { dateFormat } from "./formats.ts";

/**
 * The wall clock of a zone by `Intl` alone: `lib/day.ts` rests on Temporal, which not every browser has.
 * Instants are ms since 1970 UTC, dates are written `2026-11-24` and times `14:03`.
 */
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const FIELDS = {
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
} as const;

/** How far the zone's wall clock is ahead of UTC at an instant, in ms. */
export function offsetAt(instant: number, timeZone: string): number {
  const whole = Math.floor(instant / 1_000) * 1_000;
  const fields: Record<string, number> = {};
  const format = dateFormat("en", { timeZone, ...FIELDS });
  for (const { type, value } of format.formatToParts(whole)) {
    fields[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

/** The date that the zone's wall clock shows at an instant. */
export function dateAt(instant: number, timeZone: string): string {
  return wallClock(instant, timeZone).slice(0, 10);
}

/** The time that the zone's wall clock shows at an instant, to the minute. */
export function timeAt(instant: number, timeZone: string): string {
  return wallClock(instant, timeZone).slice(11, 16);
}

function wallClock(instant: number, timeZone: string): string {
  return new Date(instant + offsetAt(instant, timeZone)).toISOString();
}

/**
 * When the zone's wall clock shows a time on a date. A time that comes twice is the first of the two,
 * one that is left out is as long after the change as it was meant to be.
 */
export function instantOf(date: string, time: string, timeZone: string): number {
  const wall = Date.parse(`${date}T${time}Z`);
  const before = offsetAt(wall - DAY_MS, timeZone);
  const after = offsetAt(wall + DAY_MS, timeZone);
  const isAfter = offsetAt(wall - before, timeZone) !== before &&
    offsetAt(wall - after, timeZone) === after;
  return wall - (isAfter ? after : before);
}

/** The date some days later, or earlier below zero. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The minutes `[from, to)` since 1970 UTC. */
export interface Minutes {
  from: number;
  to: number;
}

/** The minutes between two instants (ISO, UTC), which are whole ones. */
export function minutesBetween({ start, end }: { start: string; end: string }): Minutes {
  return { from: Date.parse(start) / MINUTE_MS, to: Date.parse(end) / MINUTE_MS };
}

/** The minutes `[from, to)` since 1970 UTC that a date has in the zone: 1,380 to 1,500 of them. */
export function minutesOf(date: string, timeZone: string): Minutes {
  const midnight = (date: string) => instantOf(date, "00:00", timeZone) / MINUTE_MS;
  return { from: Math.floor(midnight(date)), to: Math.floor(midnight(addDays(date, 1))) };
}

/** The same time of day on another date: a minute since 1970 UTC for each of the date it is asked about. */
export type SameTime = (minute: number) => number;

/** Finds for each minute of a day the one of another date at which the wall clock shows the same. */
export function sameTimeOn(date: string, timeZone: string): SameTime {
  const target = minutesOf(date, timeZone);
  const offset = (minute: number) => offsetAt(minute * MINUTE_MS, timeZone) / MINUTE_MS;
  const midnight = Date.parse(date) / MINUTE_MS;
  const atStart = offset(target.from);
  // Where clocks change at midnight the day begins after the change, and its first hour is left out.
  const changes = offset(target.from - 1) !== offset(target.to);
  return (minute) => {
    const wall = minute + offset(minute);
    const inDay = wall - Math.floor(wall / 1_440) * 1_440;
    if (!changes) return midnight + inDay - atStart;
    return Math.floor(instantOf(date, clockOf(inDay), timeZone) / MINUTE_MS);
  };
}

function clockOf(minuteOfDay: number): string {
  return new Date(minuteOfDay * MINUTE_MS).toISOString().slice(11, 16);
}
