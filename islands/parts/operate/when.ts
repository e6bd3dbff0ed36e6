import { dateOf, timeOf } from "../format.ts";

/** `Tue 24 Nov, 14:03:07` in the shop's zone. */
export function when(at: string, timeZone: string): string {
  return `${dateOf(at, timeZone)}, ${timeOf(at, timeZone)}`;
}
