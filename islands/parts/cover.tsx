import type { ComponentChildren } from "preact";
import type { ProductAtRisk } from "../../lib/at_risk.ts";
import type { Cover } from "../../lib/cover.ts";
import { useDesk } from "./context.ts";
import { count, inMinutes, LONG_MINUTES, timeInDay } from "./format.ts";
import { LEVELS } from "./stock_states.tsx";

/** The bar is full at this many minutes: what lasts longer looks well. */
const FULL = 30;
const MINUTE_MS = 60_000;

interface CoverCellProps {
  product: ProductAtRisk;
  /** What stands below it. */
  children: ComponentChildren;
}

/** When a product runs out. Hidden by its style while the numbers are stale: it would be of an earlier time. */
export function CoverCell({ product: { cover, level, available }, children }: CoverCellProps) {
  if (available <= 0) return <td class="cover">{SOLD_OUT}{children}</td>;
  if (!cover) return <td class="cover">{TOO_FEW}{children}</td>;
  const look = level === "ok" ? null : LEVELS[level];
  return (
    <td class={`cover cover-${level}`}>
      <span class="eta">
        <span class="eta-minutes">
          {look && <look.icon />}
          {look && <span class="spoken">{`${look.word}: `}</span>}
          <strong>{inMinutes(cover.minutes)}</strong> <span class="sub">({between(cover)})</span>
        </span>
        <Bar cover={cover} />
        <RunsOutAt cover={cover} />
      </span>
      <span class="sub no-eta">unknown while stale</span>
      {children}
    </td>
  );
}

const SOLD_OUT = <span class="sub">none left</span>;
const TOO_FEW = <span class="sub" title="Five units in 15 minutes are needed">too few sales</span>;

/** When that is by the shop's clock, and from when to when it may be; the minutes are from the newest numbers. */
function RunsOutAt({ cover: { minutes, low, high } }: { cover: Cover }) {
  const { cells, lastAt } = useDesk().live;
  const at = (ahead: number) => {
    const instant = new Date(lastAt.peek() + ahead * MINUTE_MS).toISOString();
    return timeInDay(instant, cells.day.value.start, cells.timeZone.value);
  };
  const latest = high < LONG_MINUTES ? at(high) : "much later";
  return (
    <span class="sub" title={`Between ${at(low)} and ${latest}, nine times of ten`}>
      about {at(minutes)}
    </span>
  );
}

/** `3–7`, or `45+` when nobody can say how long at most. */
export function between({ low, high }: Cover): string {
  const least = count(Math.floor(low));
  return high < LONG_MINUTES ? `${least}–${count(Math.max(1, Math.round(high)))}` : `${least}+`;
}

/** How long that is, to see at a glance, with its interval as a line; the number stands beside it. */
function Bar({ cover: { minutes, low, high } }: { cover: Cover }) {
  const at = (value: number) => Math.round(Math.min(1, value / FULL) * 100);
  return (
    <svg class="level" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="level-all" width="100" height="6" />
      <rect class="level-left" width={at(minutes)} height="6" />
      <rect class="level-span" x={at(low)} y="2.5" width={at(high) - at(low)} height="1" />
    </svg>
  );
}
