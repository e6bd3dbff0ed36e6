import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Past } from "../../lib/past.ts";
import { standingOf } from "./change.ts";
import { useDesk } from "./context.ts";
import { minuteOf } from "./format.ts";
import { Spark } from "./spark.tsx";

const ARROWS = { up: "▲ ", down: "▼ ", level: "= ", none: "" };

interface AgainstYesterdayProps {
  now: ReadonlySignal<number>;
  /** Null where it is too little to compare with. */
  before(past: Past): number | null;
  /** What it is compared with, and over which time, in words: of yesterday `by` or `around` now. */
  write(before: number): string;
  when?: "by" | "around";
}

/** How a number stands against yesterday at the same time of day. */
export function AgainstYesterday({ now, before, write, when = "around" }: AgainstYesterdayProps) {
  const { past, live } = useDesk();
  const then = past.value && before(past.value);
  const { way, percent, words } = standingOf(now.value, then);
  const time = minuteOf(past.value?.minute ?? 0, live.cells.timeZone.value);
  return (
    <span
      class={way}
      title={then === null ? undefined : `${write(then)} ${when} ${time} yesterday`}
    >
      <span class="change-figure">
        <span aria-hidden="true">{ARROWS[way]}</span>
        {percent}
      </span>{" "}
      {words}
    </span>
  );
}

/** A spark of the last hour; empty while nothing is known. */
export function LastHour({ of }: { of(past: Past): readonly (number | null)[] }) {
  const { past } = useDesk();
  return <Spark of={useComputed(() => past.value ? of(past.value) : [])} />;
}
