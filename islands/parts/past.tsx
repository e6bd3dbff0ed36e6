import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Past, Yesterday } from "../../lib/past.ts";
import { Change, standingOf } from "./change.tsx";
import { useDesk } from "./context.ts";
import { minuteOf } from "./format.ts";
import { Spark } from "./spark.tsx";

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
  const known = useComputed(() => {
    const { yesterday, minute } = past.value ?? { yesterday: null, minute: 0 };
    const value = yesterday && before(yesterday);
    return value === null ? null : { value, minute };
  });
  const standing = useComputed(() => standingOf(now.value, known.value?.value ?? null));
  const title = useComputed(() => {
    if (!known.value) return "";
    const { value, minute } = known.value;
    return write(value, minuteOf(minute, live.cells.timeZone.value));
  });
  return <Change of={standing} title={title} />;
}

/** A spark of the last hour; flat while nothing is known. */
export function LastHour({ of }: { of(past: Past): readonly number[] }) {
  const { past } = useDesk();
  return <Spark of={useComputed(() => past.value ? of(past.value) : [])} />;
}
