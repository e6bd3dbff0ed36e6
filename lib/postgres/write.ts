import type { LogEvent } from "../event.ts";
import type { Decision, KnownOrder, MinuteTotals } from "../ledger_state.ts";
import type { Statements } from "./connect.ts";

/**
 * Writes all that a batch came to in one statement, on condition that the log still stands where it was
 * found: a round trip each would be most of the time. Events and orders, of which there are many, go as
 * lines: Postgres takes them apart in half the time that a JSON array of records takes.
 *
 * @returns Whether it was written; if not, nothing was.
 */
export async function write(
  sql: Statements,
  decision: Decision,
  found: { version: number; head: number },
  now: number,
): Promise<boolean> {
  const at = new Date(now);
  const events = eventLines(decision.events);
  const orders = orderLines([...decision.orders.values()]);
  const rows = rowsOf(decision);
  const { count } = await sql`
    with found as (
      update flashboard.stream set version = version + 1, head = head + ${decision.events.length}
      where version = ${found.version} and head = ${found.head} returning true
    ), new_events as (
      insert into flashboard.events (seq, channel, at, data)
      select ${found.head}::bigint + n, channel, ${at}::timestamptz, data::json
      from unnest(
        string_to_array(${events.channels}, chr(10)), string_to_array(${events.data}, chr(10))
      ) with ordinality as e (channel, data, n)
      where exists (select from found)
    ), new_orders as (
      insert into flashboard.orders (id, fingerprint, data, revised_at)
      select id::json #>> '{}', fingerprint, data::json, nullif(revised_at, 'null')::bigint
      from unnest(
        string_to_array(${orders.ids}, chr(10)), string_to_array(${orders.fingerprints}, chr(10)),
        string_to_array(${orders.data}, chr(10)), string_to_array(${orders.revisedAt}, chr(10))
      ) as o (id, fingerprint, data, revised_at)
      where exists (select from found)
      on conflict (id) do update set fingerprint = excluded.fingerprint, data = excluded.data,
        revised_at = excluded.revised_at
    ), new_stock as (
      insert into flashboard.stock
      select "productId", name, available, threshold, alarm, counted
      from json_to_recordset(${rows.stock}::text::json) as s ("productId" text, name text,
        available bigint, threshold bigint, alarm text, counted json)
      where exists (select from found)
      on conflict (product_id) do update set name = excluded.name,
        available = excluded.available, threshold = excluded.threshold, alarm = excluded.alarm,
        counted = excluded.counted
    ), new_refunds as (
      insert into flashboard.refunds
      select id, order_id, data from json_to_recordset(${rows.refunds}::text::json)
        as r (id text, order_id text, data json)
      where exists (select from found)
      on conflict (id) do update set data = excluded.data
    ), new_items as (
      insert into flashboard.items
      select item, data from json_to_recordset(${rows.items}::text::json)
        as i (item text, data json)
      where exists (select from found)
      on conflict (item) do update set data = excluded.data
    ), new_minutes as (
      insert into flashboard.minutes
      select * from json_to_recordset(${rows.minutes}::text::json) as m (minute bigint,
        currency text, orders bigint, units bigint, revenue numeric, refunded numeric)
      where exists (select from found)
      on conflict (minute, currency) do update set orders = minutes.orders + excluded.orders,
        units = minutes.units + excluded.units, revenue = minutes.revenue + excluded.revenue,
        refunded = minutes.refunded + excluded.refunded
    ), new_receipts as (
      insert into flashboard.receipts
      select key, fingerprint, receipt, ${at}::timestamptz
      from json_to_recordset(${rows.receipts}::text::json)
        as r (key text, fingerprint text, receipt json)
      where exists (select from found)
    )
    select from found`;
  return count === 1;
}

function eventLines(events: readonly LogEvent[]) {
  return {
    channels: lines(events, ({ channel }) => channel),
    data: lines(events, ({ data }) => JSON.stringify(data)),
  };
}

function orderLines(orders: readonly KnownOrder[]) {
  return {
    ids: lines(orders, ({ order }) => JSON.stringify(order.id)),
    fingerprints: lines(orders, ({ fingerprint }) => fingerprint),
    data: lines(orders, ({ order }) => JSON.stringify(order)),
    revisedAt: lines(orders, ({ revisedAt }) => JSON.stringify(revisedAt)),
  };
}

/** A line for each entry; none has a line break of its own: JSON text never does. */
function lines<T>(entries: readonly T[], lineOf: (entry: T) => string): string {
  return entries.map(lineOf).join("\n");
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
