import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { KeptSettings } from "../kept_settings.ts";
import type { Sql } from "../postgres/connect.ts";
import type { Report } from "../report.ts";
import type { Rules } from "../rules.ts";
import type { Store } from "../store_setting.ts";

/** What each part of a server is opened with. */
export interface Opening {
  config: Config;
  clock: Clock;
  report: Report;
  sql: Sql;
  settings: KeptSettings;
  /** What the store is now, and its rules: as operators set them last. */
  store(): Store;
  rules(): Rules;
  /** Closes in reverse what was opened. */
  opened: AsyncDisposableStack;
}

/** Tells of trouble in the words of one part; `level` says whether somebody should look. */
export function telling(
  { report }: Pick<Opening, "report">,
  level: "warn" | "error",
  words: string,
): (error: unknown) => void {
  return (error) => report(level, words, { error });
}

/** Resolves after `ms` milliseconds, and keeps no process from ending. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, ms)));
}
