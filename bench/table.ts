import type { Measured } from "./load/dashboards.ts";
import { median } from "./percentile.ts";
import { QUIET } from "./quiet.ts";

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A share of a core: 1 is all of it. */
export function share(cores: number): string {
  return `${(cores * 100).toFixed(0)} %`;
}

/** What must be known of a row, of which `asked` events a second were wanted, before it is believed. */
export function remarks(turns: readonly Measured[], asked: number): string {
  const of = (value: (turn: Measured) => number) => median(turns.map(value));
  const [perSecond, missing] = [
    of((turn) => turn.requests / turn.wallSeconds),
    of((turn) => turn.missing),
  ];
  return [
    perSecond < asked * 0.9 ? `falls behind: takes ${perSecond.toFixed(1)} events/s` : "",
    missing > 0 ? `${(missing * 100).toFixed(1)} % not shown after 5 s` : "",
    of((turn) => turn.othersShare) > QUIET
      ? `other programs took ${share(of((turn) => turn.othersShare))} of a core`
      : "",
    of((turn) => turn.loadShare) > 0.7 ? "the load is busier than a load should be" : "",
  ].filter(Boolean).join("; ");
}
