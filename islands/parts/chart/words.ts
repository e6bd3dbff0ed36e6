import type { Gist, Lines, Window } from "../../../lib/comparison.ts";
import { numberFormat } from "../../../lib/formats.ts";
import type { Measure } from "../../../lib/series.ts";
import { offsetAt } from "../../../lib/zone.ts";
import { useDesk } from "../context.ts";
import { count, dateOf, decimalsOf, majorOf, minuteOf, money } from "../format.ts";
import type { Choice } from "./compare.ts";

/** Minutes that may lie between two times on the axis. */
const GAPS = [5, 10, 15, 30, 60, 120, 180, 240, 360, 720];

/** How the chart writes its values and times. */
export interface Words {
  title: string;
  /** A value as a person reads it, and shorter for the axis. */
  value(value: number): string;
  axis(value: number): string;
  /** A value as a program reads it. */
  plain(value: number): string;
  /** `14:03` of an instant in s since 1970 UTC. */
  time(at: number): string;
  timesOf(window: Window, most: number): number[];
}

/** The words for a measure in the shop's currency and zone. */
export function useWords(measure: Measure): Words {
  const { cells } = useDesk().live;
  const zone = cells.timeZone.value;
  const currency = cells.currency.value;
  const like = cells.revenueToday.peek();
  const time = (at: number) => minuteOf(at / 60, zone);
  const timesOf = (window: Window, most: number) => axisTimes(window, most, zone);
  if (measure === "orders") {
    const value = (orders: number) =>
      count(orders < 10 ? Math.round(orders * 10) / 10 : Math.round(orders));
    return { title: "Orders a minute", value, axis: value, plain: String, time, timesOf };
  }
  const plain = (revenue: number) => majorOf(revenue, like).toFixed(decimalsOf(like));
  const compact = numberFormat("en", {
    style: "currency",
    currency,
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  });
  return {
    title: "Revenue a minute",
    value: (revenue) => money(plain(revenue), currency),
    axis: (revenue) => compact.format(majorOf(revenue, like)),
    plain,
    time,
    timesOf,
  };
}

/** Round times of the wall clock in a window, at most so many. */
function axisTimes({ from, to }: Window, most: number, zone: string): number[] {
  const gap = GAPS.find((gap) => (to - from) / gap <= most) ?? 1_440;
  const ahead = offsetAt(from * 60_000, zone) / 60_000;
  const first = Math.ceil((from + ahead) / gap) * gap - ahead;
  const times = [];
  const margin = (to - from) / 40;
  for (let minute = first; minute < to - margin; minute += gap) times.push(minute * 60);
  return times;
}

/** What today is compared with, in a word or two. */
export function nameOf(choice: Choice): string {
  if (choice.kind === "yesterday") return "yesterday";
  const day = dateOf(`${choice.date}T12:00:00Z`, "UTC");
  return choice.kind === "day" ? day : `${day} from ${choice.time}`;
}

/**
 * `Now about 12, highest 31 at 10:14, lowest 0 at 09:40, rising.`
 *
 * @param step Minutes that a point is the mean of: of more than one it is said, or the table contradicts it.
 */
export function summaryOf(
  { last, most, least, trend }: Gist,
  words: Words,
  step: number,
): string {
  const at = ({ value, at }: Gist["most"]) => `${words.value(value)} at ${words.time(at)}`;
  const means = step > 1 ? `. Means of ${step} min: ` : ", ";
  const ends = `highest ${at(most)}, lowest ${at(least)}`;
  return `Now about ${words.value(last)}${means}${ends}, ${trend}.`;
}

/** One point in words. */
export function pointOf(lines: Lines, index: number, words: Words, other: string): string {
  const [at, now, then] = [lines.at[index], lines.now[index], lines.then[index]];
  if (at === undefined) return "";
  const parts = [words.time(at)];
  if (typeof now === "number") parts.push(`${words.value(now)} today`);
  if (typeof then === "number") parts.push(`${words.value(then)} ${other}`);
  return parts.length > 1 ? parts.join(", ") : `${parts[0]}, nothing is known`;
}
