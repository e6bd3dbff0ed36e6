import type { LogEvent } from "../event.ts";
import type { Decision, KnownOrder, MinuteTotals } from "../ledger_state.ts";
import type { Tx } from "./connect.ts";

/**
 * Writes all that a batch came to in one statement: a round trip each would be most of the time. Events
 * and orders, of which there are many, go as lines: Postgres takes them apart in half the time that a
 * JSON array of records takes.
 */
export async function write(tx: Tx, decision: Decision, head: number, now: number): Promise<void> {
  const at = new Date(now);
  const events = eventLines(decision.events);
  const orders = orderLines([...decision.orders.values()]);
  const rows = rowsOf(decision);
  await tx`
    with new_events as (
      insert into flashboard.events (seq, channel, at, data)
      select ${head - decision.events.length}::bigint + n, channel, ${at}::timestamptz, data::json
      from unnest(${lines(tx, events.channels)}, ${lines(tx, events.data)})
        with ordinality as e (channel, data, n)
    ), new_orders as (
      insert into flashboard.orders (id, fingerprint, data, revised_at)
      select id::json #>> '{}', fingerprint, data::json, nullif(revised_at, 'null')::bigint
      from unnest(${lines(tx, orders.ids)}, ${lines(tx, orders.fingerprints)},
        ${lines(tx, orders.data)}, ${lines(tx, orders.revisedAt)})
        as o (id, fingerprint, data, revised_at)
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
      select item, data from json_to_recordset(${rows.items}::text::json)
        as i (item text, data json)
      on conflict (item) do update set data = excluded.data
    ), new_minutes as (
      insert into flashboard.minutes
      select * from json_to_recordset(${rows.minutes}::text::json) as m (minute bigint,
        currency text, orders bigint, units bigint, revenue numeric, refunded numeric)
      on conflict (minute, currency) do update set orders = minutes.orders + excluded.orders,
        units = minutes.units + excluded.units, revenue = minutes.revenue + excluded.revenue,
        refunded = minutes.refunded + excluded.refunded
    ), new_receipts as (
      insert into flashboard.receipts
      select key, fingerprint, receipt, ${at}::timestamptz
      from json_to_recordset(${rows.receipts}::text::json)
        as r (key text, fingerprint text, receipt json)
    )
    update flashboard.stream set head = ${head}`;
}

/** An array of texts, none of which has a line break: JSON text never does. */
function lines(tx: Tx, texts: readonly string[]) {
  return tx`string_to_array(${texts.join("\n")}::text, ${"\n"}::text)`;
}

function eventLines(events: readonly LogEvent[]) {
  return {
    channels: events.map(({ channel }) => channel),
    data: events.map(({ data }) => JSON.stringify(data)),
  };
}

function orderLines(orders: readonly KnownOrder[]) {
  return {
    ids: orders.map(({ order }) => JSON.stringify(order.id)),
    fingerprints: orders.map(({ fingerprint }) => fingerprint),
    data: orders.map(({ order }) => JSON.stringify(order)),
    revisedAt: orders.map(({ revisedAt }) => JSON.stringify(revisedAt)),
  };
}

/** The rows of the other tables as JSON text. */
function rowsOf({ stock, refunds, items, minutes, receipts }: Decision) {
  const text = (rows: readonly unknown[]) => JSON.stringify(rows);
  return {
    stock: text([...stock.values()]),
    refunds: text([...refunds].map(([id, data]) => ({ id, order_id: data.orderId, data }))),
    items: text([...items].map(([item, data]) => ({ item, data }))),
    minutes: text(minutes.map(inDigits)),
    receipts: text([...receipts].map(([key, kept]) => ({ key, ...kept }))),
  };
}

function inDigits({ revenue, refunded, ...rest }: MinuteTotals) {
  return { ...rest, revenue: String(revenue), refunded: String(refunded) };
}
