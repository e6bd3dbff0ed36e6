import type { Publication } from "../command.ts";
import { idsOf, productsOf } from "../batch_ids.ts";
import type { KeptReceipt, KnownItem, KnownOrder, LedgerState, StockRow } from "../ledger_state.ts";
import type { Refund } from "../refund.ts";
import type { Tx } from "./connect.ts";

/**
 * Takes the log's lock, then reads what a batch touches. All is sent at once; the reads run behind
 * the lock, so no other server can change what they saw before this transaction ends.
 */
export async function lockAndLoad(
  tx: Tx,
  batch: readonly Publication[],
): Promise<{ epoch: string; state: LedgerState }> {
  const ids = idsOf(batch);
  const named = new Set(productsOf(batch, { orders: new Map(), items: new Map() }));
  const [stream, orders, stock, receipts, refunds, items] = await Promise.all([
    lock(tx),
    loadOrders(tx, ids.orders),
    loadStock(tx, [...named]),
    loadReceipts(tx, ids.keys),
    loadRefunds(tx, ids.refunds, ids.refundsOf),
    loadItems(tx, ids.items),
  ]);
  // A cancellation or a count names no product: it is known once its order or item is.
  const more = productsOf(batch, { orders, items }).filter((id) => !named.has(id));
  for (const [id, row] of await loadStock(tx, more)) stock.set(id, row);
  return {
    epoch: stream.epoch,
    state: { head: stream.head, orders, stock, receipts, refunds, items },
  };
}

async function lock(tx: Tx): Promise<{ epoch: string; head: number }> {
  const [stream] = await tx<{ epoch: string; head: number }[]>`
    select epoch, head from flashboard.stream for update`;
  if (!stream) throw new Error("flashboard.stream has lost its row");
  return stream;
}

async function loadOrders(tx: Tx, ids: string[]): Promise<Map<string, KnownOrder>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<({ id: string } & KnownOrder)[]>`
    select id, fingerprint, data as order, revised_at as "revisedAt"
    from flashboard.orders where id = any(${ids})`;
  return new Map(rows.map(({ id, ...known }) => [id, known]));
}

async function loadStock(tx: Tx, ids: string[]): Promise<Map<string, StockRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<StockRow[]>`
    select product_id as "productId", name, available, threshold, alarm, counted
    from flashboard.stock where product_id = any(${ids})`;
  return new Map(rows.map((row) => [row.productId, { ...row }]));
}

async function loadReceipts(tx: Tx, keys: string[]): Promise<Map<string, KeptReceipt>> {
  if (keys.length === 0) return new Map();
  const rows = await tx<({ key: string } & KeptReceipt)[]>`
    select key, fingerprint, receipt from flashboard.receipts where key = any(${keys})`;
  return new Map(rows.map(({ key, ...kept }) => [key, kept]));
}

async function loadRefunds(
  tx: Tx,
  ids: string[],
  orders: string[],
): Promise<Map<string, Refund>> {
  if (ids.length + orders.length === 0) return new Map();
  const rows = await tx<{ data: Refund }[]>`
    select data from flashboard.refunds where id = any(${ids}) or order_id = any(${orders})`;
  return new Map(rows.map(({ data }) => [data.id, data]));
}

async function loadItems(tx: Tx, ids: string[]): Promise<Map<string, KnownItem>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<{ item: string; data: KnownItem }[]>`
    select item, data from flashboard.items where item = any(${ids})`;
  return new Map(rows.map(({ item, data }) => [item, data]));
}
