import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Cells } from "../../lib/cells.ts";
import { useDesk } from "./context.ts";
import { count, counted, dateOf, decimalsOf, majorOf, money, moneyParts } from "./format.ts";
import { AgainstYesterday, LastHour } from "./past.tsx";
import { Tile } from "./tile.tsx";
import { UnitsAtRisk } from "./tile_risk.tsx";

/** Orders a minute below which yesterday's pace is chance. */
const LEAST_PACE = 5;

/** The numbers of the day and of this minute. */
export function Tiles() {
  return (
    <dl class="tiles">
      <Revenue />
      <Orders />
      <Pace />
      <ActiveUsers />
      <UnitsAtRisk />
    </dl>
  );
}

function Revenue() {
  const { cells } = useDesk().live;
  const parts = useComputed(() => moneyParts(cells.revenueToday.value, cells.currency.value));
  const others = useComputed(() =>
    cells.otherRevenueToday.value
      .filter(({ total }) => Number(total) !== 0)
      .map(({ total, currency }) => money(total, currency))
      .join(" + ")
  );
  const refunds = useComputed(() => describeRefunds(cells));
  const size = useComputed(() => parts.value.whole.length > 10 ? "long" : "");
  return (
    <Tile
      name="revenue"
      label="Revenue today"
      counted="revenueToday"
      change={
        <AgainstYesterday
          now={useComputed(() => Number(cells.revenueToday.value))}
          before={({ yesterday }) =>
            yesterday && majorOf(yesterday.revenue, cells.revenueToday.value)}
          write={(revenue) =>
            money(revenue.toFixed(decimalsOf(cells.revenueToday.value)), cells.currency.value)}
          when="by"
        />
      }
      detail={
        <>
          <Today />
          {refunds.value && <span class="refunds">{refunds}</span>}
          {others.value && <span class="others">and {others}, not converted</span>}
        </>
      }
      spark={<LastHour of={({ revenue }) => revenue} />}
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
    <Tile
      name="orders"
      label="Orders today"
      counted="ordersToday"
      change={
        <AgainstYesterday
          now={cells.ordersToday}
          before={({ yesterday }) => yesterday && yesterday.orders}
          write={(orders) => counted(orders, "order")}
          when="by"
        />
      }
      detail={<>{units} sold</>}
      spark={<LastHour of={({ orders }) => orders} />}
    >
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
      change={
        <AgainstYesterday
          now={cells.ordersPerMinute}
          before={({ yesterday }) =>
            yesterday && yesterday.perMinute >= LEAST_PACE ? yesterday.perMinute : null}
          write={(pace) => count(Math.round(pace * 10) / 10)}
        />
      }
      detail={pace}
      spark={<LastHour of={({ pace }) => pace} />}
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
      change={
        <AgainstYesterday
          now={cells.activeUsers}
          before={({ activeUsers }) => activeUsers.yesterday}
          write={(users) => counted(users, "visitor")}
        />
      }
      detail="distinct visitors"
      spark={<LastHour of={({ activeUsers }) => activeUsers.hour} />}
    >
      <Count of={cells.activeUsers} />
    </Tile>
  );
}

function Count({ of }: { of: ReadonlySignal<number> }) {
  return <>{useComputed(() => count(of.value))}</>;
}
