import type { Decision, MinuteTotals } from "../ledger_state.ts";
import type { Tx } from "./connect.ts";

/** Writes all that a batch came to in one statement: a round trip each would be most of the time. */
export async function write(tx: Tx, decision: Decision, head: number, now: number): Promise<void> {
  const rows = rowsOf(decision);
  await tx`
    with new_events as (
      insert into flashboard.events
      select * from json_to_recordset(${rows.events}::text::json)
        as e (seq bigint, channel text, at timestamptz, data json)
    ), new_orders as (
      insert into flashboard.orders (id, fingerprint, data, revised_at)
      select id, fingerprint, "order", "revisedAt" from json_to_recordset(${rows.orders}::text::json)
        as o (id text, fingerprint text, "order" json, "revisedAt" bigint)
      on conflict (id) do update set fingerprint = excluded.fingerprint, data = excluded.data,
        revised_at = excluded.revised_at
    ), new_stock as (
      insert into flashboard.stock
      select "productId", name, available, threshold, alarm, counted
      from json_to_recordset(${rows.stock}::text::json) as s ("productId" text, name text,
        available bigint, threshold bigint, alarm text, counted json)
      on conflict (product_id) do update set name = excluded.name,
        available = excluded.available, threshold = excluded.threshold, alarm = excluded.alarm,
        counted = excluded.counted
    ), new_refunds as (
      insert into flashboard.refunds
      select id, order_id, data from json_to_recordset(${rows.refunds}::text::json)
        as r (id text, order_id text, data json)
      on conflict (id) do update set data = excluded.data
    ), new_items as (
      insert into flashboard.items
      select item, data from json_to_recordset(${rows.items}::text::json) as i (item text, data json)
      on conflict (item) do update set data = excluded.data
    ), new_minutes as (
      insert into flashboard.minutes
      select * from json_to_recordset(${rows.minutes}::text::json) as m (minute bigint, currency text,
        orders bigint, units bigint, revenue numeric, refunded numeric)
      on conflict (minute, currency) do update set orders = minutes.orders + excluded.orders,
        units = minutes.units + excluded.units, revenue = minutes.revenue + excluded.revenue,
        refunded = minutes.refunded + excluded.refunded
    ), new_receipts as (
      insert into flashboard.receipts
      select key, fingerprint, receipt, ${new Date(now)}::timestamptz
      from json_to_recordset(${rows.receipts}::text::json)
        as r (key text, fingerprint text, receipt json)
    )
    update flashboard.stream set head = ${head}`;
}

/** The rows of each table as JSON text. */
function rowsOf({ events, orders, stock, refunds, items, minutes, receipts }: Decision) {
  return {
    events: text(events),
    orders: text([...orders].map(([id, known]) => ({ id, ...known }))),
    stock: text([...stock.values()]),
    refunds: text([...refunds].map(([id, data]) => ({ id, order_id: data.orderId, data }))),
    items: text([...items].map(([item, data]) => ({ item, data }))),
    minutes: text(minutes.map(inDigits)),
    receipts: text([...receipts].map(([key, kept]) => ({ key, ...kept }))),
  };
}

function text(rows: readonly unknown[]): string {
  return JSON.stringify(rows);
}

function inDigits({ revenue, refunded, ...rest }: MinuteTotals) {
  return { ...rest, revenue: String(revenue), refunded: String(refunded) };
}
