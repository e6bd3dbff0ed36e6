import { stockAlert } from "./alert.ts";
import type { ItemIdentity, StockCount, StockSetting } from "./command.ts";
import { levelOf, supersedes, takeFrom, withCount } from "./counted.ts";
import { stepAlarm } from "./inventory.ts";
import type { Journal } from "./journal.ts";
import type { Counted, Kept, KnownItem, LedgerOptions, StockRow } from "./ledger_state.ts";

type StockOptions = Pick<LedgerOptions, "lowStockThreshold" | "tellsLowStock">;

/** Units of a product that leave the shelf; fewer than none come back. */
export interface Taking {
  units: number;
  name: string | null;
}

/** The stock of all products: how it is set, counted, moved and sold, and which alarms that rings. */
export class Shelves {
  readonly #rows: Kept<StockRow>;
  readonly #items: Kept<KnownItem>;
  readonly #journal: Journal;
  readonly #options: StockOptions;

  constructor(
    rows: Kept<StockRow>,
    items: Kept<KnownItem>,
    journal: Journal,
    options: StockOptions,
  ) {
    this.#rows = rows;
    this.#items = items;
    this.#journal = journal;
    this.#options = options;
  }

  set({ productId, name, available, threshold }: StockSetting): void {
    const row = this.#rows.get(productId);
    this.#keep({
      ...row ?? emptyRow(productId),
      name: name ?? row?.name ?? null,
      available,
      threshold: threshold ?? row?.threshold ?? null,
      counted: null,
    });
  }

  /**
   * Sets from when on stock is low, whatever the level is by now; null for the shop's default. It is told
   * also when it is the same, as the default may be another. False when nobody told a level.
   */
  watch(productId: string, threshold: number | null): boolean {
    const row = this.#rows.get(productId);
    if (row) this.#keep({ ...row, threshold });
    return row !== undefined;
  }

  /** Moves a level; false when nobody told one. */
  move(productId: string, delta: number): boolean {
    const row = this.#rows.get(productId);
    if (row) this.#keep(takeFrom(row, -delta, this.#journal.now));
    return row !== undefined;
  }

  /**
   * Takes each product's units at an instant (ms since 1970 UTC). A product whose level nobody told has
   * none to take, and a level that was counted later has them off already.
   */
  take(takings: ReadonlyMap<string, Taking>, at: number): void {
    for (const [productId, { units, name }] of takings) {
      const row = this.#rows.get(productId);
      if (!row || units === 0) continue;
      const taken = takeFrom(row, units, at);
      if (taken !== row) this.#keep({ ...taken, name: row.name ?? name });
    }
  }

  /** Takes a count; false when it is older than what is known. */
  count({ item, location, available, countedAt, product }: StockCount): boolean {
    if (product) this.identify({ item, productId: product.productId, name: product.name });
    const known = this.#items.get(item) ?? { productId: null, waiting: {} };
    const count = { available, at: countedAt };
    if (known.productId !== null) {
      return this.#count(known.productId, item, { [location]: count }, product?.threshold);
    }
    const before = known.waiting[location];
    if (before && !supersedes(count, before)) return false;
    this.#items.put(item, { ...known, waiting: { ...known.waiting, [location]: count } });
    return true;
  }

  /** Takes note of what an item is; false when that is known. */
  identify({ item, productId, name }: ItemIdentity): boolean {
    const known = this.#items.get(item);
    if (known?.productId === productId && known.name === name) return false;
    this.#items.put(item, { productId, name });
    if (known?.productId === null) this.#count(productId, item, known.waiting);
    return true;
  }

  #count(
    productId: string,
    item: string,
    counts: Record<string, Counted>,
    threshold: number | null = null,
  ): boolean {
    const row = this.#rows.get(productId) ?? emptyRow(productId);
    const known = this.#items.get(item);
    const name = row.name ?? (known?.productId ? known.name : null);
    let counted = row.counted ?? { places: {}, taken: [] };
    for (const [location, count] of Object.entries(counts)) {
      counted = withCount(counted, `${item} ${location}`, count);
    }
    if (counted === row.counted) return false;
    const available = levelOf(counted);
    this.#keep({ ...row, name, counted, available, threshold: threshold ?? row.threshold });
    return true;
  }

  #keep(row: StockRow): void {
    const { lowStockThreshold, tellsLowStock = true } = this.#options;
    const threshold = row.threshold ?? lowStockThreshold;
    const { alarm, raised } = stepAlarm(row.alarm, row.available, threshold);
    this.#rows.put(row.productId, { ...row, alarm });
    const { productId, available } = row;
    const product = { productId, name: row.name ?? productId, available, threshold };
    const journal = this.#journal;
    journal.append("inventory", product);
    if (raised && raised !== "ok" && (raised !== "low" || tellsLowStock)) {
      journal.append("alerts", stockAlert(alertId(journal), product, raised, journal.at));
    }
  }
}

/** What an alert that is appended next is called. */
export function alertId({ head }: Journal): string {
  return `alert-${head + 1}`;
}

/** Units by product that an order takes, or a refund brings back, all lines together. */
export function takingsOf(
  items: readonly { productId: string; quantity: number; name?: string | null }[],
): Map<string, Taking> {
  const takings = new Map<string, Taking>();
  for (const { productId, quantity, name = null } of items) {
    const { units = 0, name: known = null } = takings.get(productId) ?? {};
    takings.set(productId, { units: units + quantity, name: known ?? name });
  }
  return takings;
}

function emptyRow(productId: string): StockRow {
  return { productId, name: null, available: 0, threshold: null, alarm: "ok", counted: null };
}
