import { parseAmount } from "./amount.ts";
import { isSkipped, readRows, type Row, type SkippedLine } from "./csv.ts";
import {
  bookkeeping,
  type Checked,
  checkLine,
  COLUMNS,
  type Fields,
  isCancellation,
  type RetailItem,
} from "./retail_line.ts";

/** The lines of one invoice. Money is in ten-thousandths (see `amount.ts`). */
export interface RetailOrder {
  invoice: string;
  /** When its first line was written: the shop's wall clock, in ms as if it were UTC. */
  at: number;
  customer: string | null;
  /** Exact sum of its items. */
  total: bigint;
  items: RetailItem[];
}

/** What a file holds. */
export interface RetailFile {
  /** In the order of their time. */
  orders: RetailOrder[];
  skipped: SkippedLine[];
  /** They name the goods and not the order that is cancelled, so that they cannot be published. */
  cancellations: { invoices: number; lines: number; amount: bigint };
}

/**
 * Reads the orders of a file: the lines of one InvoiceNo are one order.
 *
 * @throws CsvError when a column is missing.
 */
export function readRetail(text: string): RetailFile {
  const reader = new Reader();
  for (const row of readRows(text, COLUMNS)) reader.take(row);
  return reader.file();
}

class Reader {
  readonly #orders = new Map<string, RetailOrder>();
  readonly #skipped: SkippedLine[] = [];
  readonly #cancelled = new Set<string>();
  #cancelledLines = 0;
  #cancelledAmount = 0n;

  take(row: Row<keyof Fields> | SkippedLine): void {
    if (isSkipped(row)) {
      this.#skipped.push(row);
    } else if (isCancellation(row.fields)) {
      this.#cancel(row.fields);
    } else {
      this.#takeLine(row);
    }
  }

  file(): RetailFile {
    return {
      orders: [...this.#orders.values()].sort((a, b) => a.at - b.at),
      skipped: this.#skipped,
      cancellations: {
        invoices: this.#cancelled.size,
        lines: this.#cancelledLines,
        amount: this.#cancelledAmount,
      },
    };
  }

  #takeLine({ line, fields }: Row<keyof Fields>): void {
    const checked = bookkeeping(fields) ?? checkLine(fields);
    if ("reason" in checked) this.#skipped.push({ line, ...checked });
    else this.#add(fields.InvoiceNo, checked);
  }

  #add(invoice: string, { at, customer, item }: Checked): void {
    let order = this.#orders.get(invoice);
    if (!order) {
      order = { invoice, at, customer, total: 0n, items: [] };
      this.#orders.set(invoice, order);
    }
    order.total += BigInt(item.quantity) * item.price;
    addItem(order.items, item);
  }

  #cancel({ InvoiceNo, Quantity, UnitPrice }: Fields): void {
    this.#cancelled.add(InvoiceNo);
    this.#cancelledLines++;
    const [units, price] = [parseAmount(Quantity), parseAmount(UnitPrice)];
    if (units === null || price === null) return;
    this.#cancelledAmount -= units * price / 10_000n;
  }
}

/**
 * A StockCode that comes again at the same price is the same goods scanned twice: one line with the sum
 * says all there is to say. At another price both lines stay, as the total must add up from them.
 */
function addItem(items: RetailItem[], item: RetailItem): void {
  const same = items.find(({ productId, price }) =>
    productId === item.productId && price === item.price
  );
  if (!same) {
    items.push(item);
    return;
  }
  same.quantity += item.quantity;
  same.name ??= item.name;
}
