import type { Publication } from "../command.ts";
import {
  idsOf,
  type KeptReceipt,
  type KnownOrder,
  type LedgerState,
  productsOf,
  type StockRow,
} from "../ledger.ts";
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
  const named = new Set(productsOf(batch, new Map()));
  const [stream, orders, stock, receipts] = await Promise.all([
    lock(tx),
    loadOrders(tx, ids.orders),
    loadStock(tx, [...named]),
    loadReceipts(tx, ids.keys),
  ]);
  // A cancellation names no products: they are known once its order is.
  const more = productsOf(batch, orders).filter((id) => !named.has(id));
  for (const [id, row] of await loadStock(tx, more)) stock.set(id, row);
  return { epoch: stream.epoch, state: { head: stream.head, orders, stock, receipts } };
}

async function lock(tx: Tx): Promise<{ epoch: string; head: number }> {
  const [stream] = await tx<{ epoch: string; head: number }[]>`
    select epoch, head from flashboard.stream for update`;
  if (!stream) throw new Error("flashboard.stream has lost its row");
  return stream;
}

async function loadOrders(tx: Tx, ids: string[]): Promise<Map<string, KnownOrder>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<{ id: string; fingerprint: string; data: KnownOrder["order"] }[]>`
    select id, fingerprint, data from flashboard.orders where id = any(${ids})`;
  return new Map(rows.map(({ id, fingerprint, data }) => [id, { fingerprint, order: data }]));
}

async function loadStock(tx: Tx, ids: string[]): Promise<Map<string, StockRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<StockRow[]>`
    select product_id as "productId", name, available, threshold, alarm
    from flashboard.stock where product_id = any(${ids})`;
  return new Map(rows.map((row) => [row.productId, { ...row }]));
}

async function loadReceipts(tx: Tx, keys: string[]): Promise<Map<string, KeptReceipt>> {
  if (keys.length === 0) return new Map();
  const rows = await tx<({ key: string } & KeptReceipt)[]>`
    select key, fingerprint, receipt from flashboard.receipts where key = any(${keys})`;
  return new Map(rows.map(({ key, ...kept }) => [key, kept]));
}
