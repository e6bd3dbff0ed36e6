import type { Decision } from "../ledger.ts";
import type { Tx } from "./connect.ts";

/** Writes all that a batch came to in one statement: a round trip each would be most of the time. */
export async function write(tx: Tx, decision: Decision, head: number, now: number): Promise<void> {
  const { events, orders, stock, receipts } = decision;
  const orderRows = [...orders].map(([id, { fingerprint, order }]) => {
    return { id, fingerprint, data: order };
  });
  const receiptRows = [...receipts].map(([key, kept]) => ({ key, ...kept }));
  await tx`
    with new_events as (
      insert into flashboard.events
      select * from json_to_recordset(${JSON.stringify(events)}::text::json)
        as e (seq bigint, channel text, at timestamptz, data json)
    ), new_orders as (
      insert into flashboard.orders
      select * from json_to_recordset(${JSON.stringify(orderRows)}::text::json)
        as o (id text, fingerprint text, data json)
      on conflict (id) do update set data = excluded.data
    ), new_stock as (
      insert into flashboard.stock
      select "productId", name, available, threshold, alarm
      from json_to_recordset(${JSON.stringify([...stock.values()])}::text::json)
        as s ("productId" text, name text, available bigint, threshold bigint, alarm text)
      on conflict (product_id) do update set name = excluded.name,
        available = excluded.available, threshold = excluded.threshold, alarm = excluded.alarm
    ), new_receipts as (
      insert into flashboard.receipts
      select key, fingerprint, receipt, ${new Date(now)}::timestamptz
      from json_to_recordset(${JSON.stringify(receiptRows)}::text::json)
        as r (key text, fingerprint text, receipt json)
    )
    update flashboard.stream set head = ${head}`;
}
