import type { ComponentChildren } from "preact";
import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Cells } from "../../lib/cells.ts";
import { AsOf } from "./card.tsx";
import { useDesk } from "./context.ts";
import { Counted } from "./counted.tsx";
import type { CountedName } from "./counted_names.ts";
import { count, counted, dateOf, money, moneyParts } from "./format.ts";

/** The numbers of the day and of this minute. */
export function Tiles() {
  return (
    <dl class="tiles">
      <Revenue />
      <Orders />
      <Pace />
      <ActiveUsers />
    </dl>
  );
}

interface TileProps {
  name: string;
  label: string;
  counted: CountedName;
  /** The stretch of time that the number is about, where the label does not say. */
  span?: string;
  detail: ComponentChildren;
  children: ComponentChildren;
}

function Tile({ name, label, counted, span, detail, children }: TileProps) {
  return (
    <div class={`tile ${name}`}>
      <dt>
        {label} {span && <span class="span">({span})</span>}
        <Counted of={counted} />
      </dt>
      <dd class="value" data-value={name}>{children}</dd>
      <dd class="detail">{detail}</dd>
      <dd class="tile-as-of">
        <AsOf />
      </dd>
    </div>
  );
}

function Revenue() {
  const { cells } = useDesk().live;
  const parts = useComputed(() => moneyParts(cells.revenueToday.value, cells.currency.value));
  const others = useComputed(() =>
    cells.otherRevenueToday.value.map(({ total, currency }) => money(total, currency)).join(" + ")
  );
  const refunds = useComputed(() => describeRefunds(cells));
  const size = useComputed(() => parts.value.whole.length > 10 ? "long" : "");
  return (
    <Tile
      name="revenue"
      label="Revenue today"
      counted="revenueToday"
      detail={
        <>
          <Today />
          {refunds.value && <span class="refunds">{refunds}</span>}
          {others.value && <span class="others">and {others}, not converted</span>}
        </>
      }
    >
      <span class={size}>
        {useComputed(() => parts.value.whole)}
        <span class="rest">{useComputed(() => parts.value.rest)}</span>
      </span>
    </Tile>
  );
}

/** What went back today and what is left; nothing while nothing went back. */
function describeRefunds({ refundedToday, netRevenueToday, currency }: Cells): string {
  if (Number(refundedToday.value) === 0) return "";
  const [back, net] = [refundedToday, netRevenueToday].map(({ value }) =>
    money(value, currency.value)
  );
  return `${back} refunded, ${net} net`;
}

/** Which day "today" is: the shop's, not the reader's. */
function Today() {
  const { cells } = useDesk().live;
  const date = useComputed(() => dateOf(cells.day.value.start, cells.timeZone.value));
  const zone = useComputed(() => cells.timeZone.value.replaceAll("_", " "));
  return <span class="today">{date}, {zone} time</span>;
}

function Orders() {
  const { cells } = useDesk().live;
  const units = useComputed(() => counted(cells.unitsToday.value, "unit"));
  return (
    <Tile name="orders" label="Orders today" counted="ordersToday" detail={<>{units} sold</>}>
      <Count of={cells.ordersToday} />
    </Tile>
  );
}

function Pace() {
  const { cells } = useDesk().live;
  const pace = useComputed(() => describePace(cells.ordersPerMinute.value));
  return (
    <Tile
      name="pace"
      label="Orders a minute"
      counted="ordersPerMinute"
      span="last 60 s"
      detail={pace}
    >
      <Count of={cells.ordersPerMinute} />
    </Tile>
  );
}

function describePace(perMinute: number): string {
  if (perMinute === 0) return "none in the last minute";
  const seconds = 60 / perMinute;
  if (seconds < 1) return `${count(Math.round(perMinute / 60))} a second`;
  return `one every ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

function ActiveUsers() {
  const { cells } = useDesk().live;
  return (
    <Tile
      name="users"
      label="Active users"
      counted="activeUsers"
      span="5 min"
      detail="distinct visitors"
    >
      <Count of={cells.activeUsers} />
    </Tile>
  );
}

function Count({ of }: { of: ReadonlySignal<number> }) {
  return <>{useComputed(() => count(of.value))}</>;
}
