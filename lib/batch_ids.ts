import type { Command, Publication } from "./command.ts";
import type { KnownItem, KnownOrder } from "./ledger_state.ts";

/** Which ids a batch will ask `LedgerState` for; refunds also by the orders they are for. */
export interface BatchIds {
  orders: string[];
  refunds: string[];
  refundsOf: string[];
  items: string[];
  keys: string[];
}

/** Finds what a batch will ask for, besides products. */
export function idsOf(batch: readonly Publication[]): BatchIds {
  const ids = { orders: [], refunds: [], refundsOf: [], items: [], keys: [] } as BatchIds;
  for (const { commands, idempotency } of batch) {
    if (idempotency) ids.keys.push(idempotency.key);
    for (const command of commands) {
      const order = orderOf(command);
      if (order !== null) ids.orders.push(order);
      if (command.type === "refund") ids.refunds.push(command.refund.id);
      if (command.type === "count") ids.items.push(command.count.item);
      if (command.type === "identify") ids.items.push(command.item.item);
      if (order !== null && command.type !== "place") ids.refundsOf.push(order);
    }
  }
  return ids;
}

/** The order that a command is about; null when it is about none. */
export function orderOf(command: Command): string | null {
  switch (command.type) {
    case "place":
      return command.order.id;
    case "cancel":
      return command.id;
    case "revise":
      return command.revision.order.id;
    case "refund":
      return command.refund.orderId;
    default:
      return null;
  }
}

/** Which products a batch may move, once the orders and items that it names are known. */
export function productsOf(
  batch: readonly Publication[],
  { orders, items }: {
    orders: ReadonlyMap<string, KnownOrder>;
    items: ReadonlyMap<string, KnownItem>;
  },
): string[] {
  const known = (id: string) => (orders.get(id)?.order.items ?? []).map(productIdOf);
  const products = batch.flatMap(({ commands }) => commands).flatMap((command) => {
    switch (command.type) {
      case "place":
        return command.order.items.map(productIdOf);
      case "cancel":
        return known(command.id);
      case "revise":
        return [
          ...known(command.revision.order.id),
          ...command.revision.order.items.map(productIdOf),
        ];
      case "refund":
        return command.refund.restocked.map(productIdOf);
      case "set":
        return [command.stock.productId];
      case "move":
      case "threshold":
        return [command.productId];
      case "count":
        return (command.count.product ?? items.get(command.count.item))?.productId ?? [];
      case "identify":
        return [command.item.productId];
      default:
        return [];
    }
  });
  // A count in a batch that also says what its item is needs nothing more: `identify` names the product.
  return [...new Set(products)];
}

function productIdOf({ productId }: { productId: string }): string {
  return productId;
}
