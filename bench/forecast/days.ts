import { decodeText } from "../../tasks/replay/csv.ts";
import { readRetail } from "../../tasks/replay/retail.ts";
import { stockLevels } from "../../tasks/replay/stock.ts";
import type { StockOut } from "./sales.ts";

/** Of what a day asks for there is as much, in percent: every product on the list runs out. */
const PERCENT = 90;

/**
 * The stock-outs of a real day, sped up: the forty best-sellers have nine tenths of what is ordered.
 *
 * @param path A CSV in the layout of UCI's "Online Retail".
 */
export async function readDay(path: string, speed: number): Promise<StockOut[]> {
  const { orders } = readRetail(decodeText(await Deno.readFile(path)));
  const begin = orders[0]?.at ?? 0;
  return stockLevels(orders, PERCENT).map(({ productId, available: stock }) => {
    const sales = orders.map(({ at, items }) => {
      const lines = items.filter((item) => item.productId === productId);
      const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      return { at: (at - begin) / speed, units };
    }).filter(({ units }) => units > 0);
    let left = stock;
    const last = sales.find(({ units }) => (left -= units) <= 0);
    return { sales, at: last?.at ?? Infinity, stock, from: 0 };
  });
}
