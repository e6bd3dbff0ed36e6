import { idsOf, productsOf } from "../batch_ids.ts";
import type { Publication } from "../command.ts";
import type { KeptReceipt, KnownItem, KnownOrder, LedgerState, StockRow } from "../ledger_state.ts";
import type { Refund } from "../refund.ts";
import type { Statements } from "./connect.ts";

/** What a batch touches as it was at one version of the log. */
export interface Loaded {
  epoch: string;
  version: number;
  state: LedgerState;
}

/** JSON arrays of rows; null for none. */
interface Row {
  epoch: string;
  version: number;
  head: number;
  orders: ({ id: string } & KnownOrder)[] | null;
  stock: StockRow[] | null;
  receipts: ({ key: string } & KeptReceipt)[] | null;
  refunds: Refund[] | null;
  items: { item: string; data: KnownItem }[] | null;
}

/** Reads what a batch touches, in one statement: a round trip a table would be most of the time. */
export async function load(sql: Statements, batch: readonly Publication[]): Promise<Loaded> {
  const ids = idsOf(batch);
  const named = new Set(productsOf(batch, { orders: new Map(), items: new Map() }));
  const [row] = await sql<Row[]>`
    select epoch, version, head, (
      select json_agg(o) from (
        select id, fingerprint, data as "order", revised_at as "revisedAt"
        from flashboard.orders where id = any(${ids.orders})
      ) as o
    ) as orders, (${stockOf(sql, [...named])}) as stock, (
      select json_agg(r) from (
        select key, fingerprint, receipt from flashboard.receipts where key = any(${ids.keys})
      ) as r
    ) as receipts, (
      select json_agg(data) from flashboard.refunds
      where id = any(${ids.refunds}) or order_id = any(${ids.refundsOf})
    ) as refunds, (
      select json_agg(i) from (
        select item, data from flashboard.items where item = any(${ids.items})
      ) as i
    ) as items
    from flashboard.stream`;
  if (!row) throw new Error("flashboard.stream has lost its row");
  const state = stateOf(row);
  // A cancellation or a count names no product: it is known once its order or item is.
  const more = productsOf(batch, state).filter((id) => !named.has(id));
  for (const stock of await loadStock(sql, more)) state.stock.set(stock.productId, stock);
  return { epoch: row.epoch, version: row.version, state };
}

function stockOf(sql: Statements, ids: readonly string[]) {
  return sql`
    select json_agg(s) from (
      select product_id as "productId", name, available, threshold, alarm, counted
      from flashboard.stock where product_id = any(${ids})
    ) as s`;
}

async function loadStock(sql: Statements, ids: readonly string[]): Promise<StockRow[]> {
  if (ids.length === 0) return [];
  const [row] = await sql<{ stock: StockRow[] | null }[]>`select (${stockOf(sql, ids)}) as stock`;
  return row?.stock ?? [];
}

function stateOf({ head, orders, stock, receipts, refunds, items }: Row): LedgerState {
  return {
    head,
    orders: new Map(orders?.map(({ id, ...known }) => [id, known])),
    stock: new Map(stock?.map((row) => [row.productId, row])),
    receipts: new Map(receipts?.map(({ key, ...kept }) => [key, kept])),
    refunds: new Map(refunds?.map((refund) => [refund.id, refund])),
    items: new Map(items?.map(({ item, data }) => [item, data])),
  };
}
