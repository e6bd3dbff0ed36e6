import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Past, Yesterday } from "../../lib/past.ts";
import { standingOf } from "./change.ts";
import { useDesk } from "./context.ts";
import { minuteOf } from "./format.ts";
import { Spark } from "./spark.tsx";

const ARROWS = { up: "▲ ", down: "▼ ", level: "= ", none: "" };

interface AgainstYesterdayProps {
  now: ReadonlySignal<number>;
  /** Null where it is too little to compare with. */
  before(yesterday: Yesterday): number | null;
  /** What it is compared with in words, of yesterday at a time of day. */
  write(before: number, time: string): string;
}

/** How a number stands against yesterday at the same time of day. */
export function AgainstYesterday({ now, before, write }: AgainstYesterdayProps) {
  const { past, live } = useDesk();
  const { yesterday, minute } = past.value ?? { yesterday: null, minute: 0 };
  const then = yesterday && before(yesterday);
  const { way, percent, words } = standingOf(now.value, then);
  const time = minuteOf(minute, live.cells.timeZone.value);
  return (
    <span class={way} title={then === null ? undefined : write(then, time)}>
      <span class="change-figure">
        <span aria-hidden="true">{ARROWS[way]}</span>
        {percent}
      </span>{" "}
      {words}
    </span>
  );
}

/** A spark of the last hour; empty while nothing is known. */
export function LastHour({ of }: { of(past: Past): readonly number[] }) {
  const { past } = useDesk();
  return <Spark of={useComputed(() => past.value ? of(past.value) : [])} />;
}
