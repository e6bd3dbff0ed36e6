import type { ComponentChildren } from "preact";
import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Cells } from "../../lib/cells.ts";
import { shortCount, shortMoney } from "./tv_format.ts";

/** The numbers of the day and of this minute, as large as a wall allows. */
export function TvNumbers({ cells, hidesMoney }: { cells: Cells; hidesMoney: boolean }) {
  return (
    <dl class="tv-numbers">
      {hidesMoney ? <Units cells={cells} /> : <Revenue cells={cells} />}
      <Fact name="orders" label="Orders today">
        <Count of={cells.ordersToday} digits={5} />
      </Fact>
      <Fact name="pace" label="Orders a minute">
        <Count of={cells.ordersPerMinute} digits={4} />
      </Fact>
      <Fact name="users" label="Active users (5 min)">
        <Count of={cells.activeUsers} digits={4} />
      </Fact>
    </dl>
  );
}

function Units({ cells }: { cells: Cells }) {
  return (
    <Fact name="units" place="first" label="Units today">
      <Count of={cells.unitsToday} digits={6} />
    </Fact>
  );
}

function Revenue({ cells }: { cells: Cells }) {
  const parts = useComputed(() => shortMoney(cells.revenueToday.value, cells.currency.value));
  return (
    <Fact name="revenue" place="first" label="Revenue today">
      <span class="tv-symbol">{useComputed(() => parts.value.symbol)}</span>
      {useComputed(() => parts.value.digits)}
    </Fact>
  );
}

interface FactProps {
  name: string;
  /** Where it stands, if not under its name. */
  place?: string;
  label: string;
  children: ComponentChildren;
}

function Fact({ name, place = name, label, children }: FactProps) {
  return (
    <div class={`tv-fact ${place}`}>
      <dt>{label}</dt>
      <dd data-value={name}>{children}</dd>
    </div>
  );
}

function Count({ of, digits }: { of: ReadonlySignal<number>; digits: number }) {
  return <>{useComputed(() => shortCount(of.value, digits))}</>;
}
