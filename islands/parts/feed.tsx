import { useRef, useState } from "preact/hooks";
import type { OrderItem } from "../../lib/order.ts";
import type { RecentOrder } from "../../lib/board.ts";
import { Card, Scroller } from "./card.tsx";
import { useDesk } from "./context.ts";
import { has } from "./find.tsx";
import { counted, dayOf, isInDay, money, timeOf } from "./format.ts";
import { createFresh } from "./fresh.ts";
import { useHold } from "./hold.ts";
import { Quiet } from "./quiet.tsx";

/** The newest orders. */
export function Feed() {
  const { live: { cells }, sought, clock } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const { shown, waiting, release } = useHold(box, cells.recentOrders);
  const [freshOf] = useState(() => createFresh(clock));
  const fresh = freshOf(shown.value.map(({ id }) => id));
  const zone = cells.timeZone.value;
  const dayStart = cells.day.value.start;
  const found = shown.value.filter((order) => isAbout(order, sought.value));

  function showNew() {
    release();
    if (box.current) goToNewest(box.current);
  }

  return (
    <div class="feed-box" ref={box}>
      <Card
        name="feed"
        title="Recent orders"
        counted="recentOrders"
        note={noteOf(found.length, shown.value.length)}
        aside={waiting.value > 0 && (
          <button type="button" class="new-orders" onClick={showNew}>
            {counted(waiting.value, "new order")}
          </button>
        )}
      >
        <Quiet />
        <Scroller label="Recent orders, newest first" role="log">
          <ol>
            {found.map((order) => (
              <Row
                key={order.id}
                order={order}
                zone={zone}
                dayStart={dayStart}
                isNew={fresh.includes(order.id)}
              />
            ))}
          </ol>
        </Scroller>
      </Card>
    </div>
  );
}

function goToNewest(box: HTMLElement): void {
  const list = box.querySelector<HTMLElement>(".scroller");
  list?.scrollTo({ top: 0 });
  list?.focus({ preventScroll: true });
  if (box.getBoundingClientRect().top < 0) box.scrollIntoView();
}

function noteOf(found: number, all: number): string {
  return found === all ? `newest ${all}` : `${found} of the newest ${all}`;
}

function isAbout({ id, items }: RecentOrder, sought: string): boolean {
  return has(sought, id, ...items.flatMap(({ productId, name }) => [productId, name]));
}

interface RowProps {
  order: RecentOrder;
  zone: string;
  /** When the shop's day began; orders of other days say which. */
  dayStart: string;
  /** Whether it draws the eye when it comes. */
  isNew: boolean;
}

function Row({ order, zone, dayStart, isNew }: RowProps) {
  const { id, customer, total, currency, status, placedAt, units } = order;
  const cancelled = status === "cancelled";
  const [drawsEye] = useState(isNew);
  return (
    <li
      data-order={id}
      class={[drawsEye && "new", cancelled && "cancelled"].filter(Boolean).join(" ")}
    >
      <time dateTime={placedAt}>
        {timeOf(placedAt, zone)}
        {!isInDay(placedAt, dayStart) && <span class="sub">{dayOf(placedAt, zone)}</span>}
      </time>
      <span class="who">
        <span class="name">{customer ?? `Order ${id}`}</span>
        {customer !== null && <span class="sub">{id}</span>}
      </span>
      <span class="sum">
        {cancelled ? <del>{money(total, currency)}</del> : money(total, currency)}
      </span>
      <span class="what" title={linesOf(order)}>{linesOf(order)}</span>
      <span class="units">{cancelled ? "Cancelled" : counted(units, "unit")}</span>
    </li>
  );
}

/** `2 × Mug, Pot and 3 more`. */
function linesOf({ items, lines }: RecentOrder): string {
  const told = items.map(lineOf).join(", ");
  return lines > items.length ? `${told} and ${lines - items.length} more` : told;
}

function lineOf({ quantity, name, productId }: OrderItem): string {
  return quantity === 1 ? name ?? productId : `${quantity} × ${name ?? productId}`;
}
