import { stockAlert } from "./alert.ts";
import type {
  Command,
  PlacedOrder,
  Publication,
  Receipt,
  Rejection,
  StockSetting,
} from "./command.ts";
import type { LogEvent } from "./event.ts";
import { stepAlarm, type StockState } from "./inventory.ts";
import type { Order } from "./order.ts";

export interface KnownOrder {
  fingerprint: string;
  order: Order;
}

/** A product's stock as it is kept: a `null` threshold means the shop's default. */
export interface StockRow {
  productId: string;
  name: string | null;
  available: number;
  threshold: number | null;
  alarm: StockState;
}

export interface KeptReceipt {
  fingerprint: string;
  receipt: Receipt;
}

/** The part of what is kept that a batch touches, by id. `decide` changes it into what is to be kept. */
export interface LedgerState {
  head: number;
  orders: Map<string, KnownOrder>;
  stock: Map<string, StockRow>;
  receipts: Map<string, KeptReceipt>;
}

export interface LedgerOptions {
  /** When the batch is accepted, in ms since 1970 UTC. */
  now: number;
  /** The store's calendar day of an instant (ms since 1970 UTC), as `2026-11-24`. */
  dateOf(instant: number): string;
  lowStockThreshold: number;
}

/** What a batch comes to: the new events, what else changed, and an answer to each publication. */
export interface Decision {
  events: LogEvent[];
  orders: Map<string, KnownOrder>;
  stock: Map<string, StockRow>;
  receipts: Map<string, KeptReceipt>;
  answers: Receipt[];
}

/** Which ids a batch will ask `LedgerState` for. */
export function idsOf(batch: readonly Publication[]) {
  const orders = new Set<string>();
  const keys = new Set<string>();
  for (const { commands, idempotency } of batch) {
    if (idempotency) keys.add(idempotency.key);
    for (const command of commands) {
      if (command.type === "place") orders.add(command.order.id);
      if (command.type === "cancel") orders.add(command.id);
    }
  }
  return { orders: [...orders], keys: [...keys] };
}

/** Which products a batch may move, once it is known which orders it cancels. */
export function productsOf(
  batch: readonly Publication[],
  known: ReadonlyMap<string, KnownOrder>,
): string[] {
  const products = new Set<string>();
  for (const command of batch.flatMap((publication) => publication.commands)) {
    const items = command.type === "place"
      ? command.order.items
      : command.type === "cancel"
      ? known.get(command.id)?.order.items ?? []
      : [];
    for (const item of items) products.add(item.productId);
    if (command.type === "set") products.add(command.stock.productId);
    if (command.type === "move") products.add(command.productId);
  }
  return [...products];
}

/**
 * Decides a batch of publications against what is known: which orders count, how stock moves, which
 * alarms ring, and what the log says of it. It touches nothing but `state`, so that the same batch
 * decides the same on every database, and one by one as well as together.
 */
export function decide(
  state: LedgerState,
  batch: readonly Publication[],
  options: LedgerOptions,
): Decision {
  const ledger = new Ledger(state, options);
  const answers = batch.map((publication) => ledger.answer(publication));
  return { ...ledger.changed, events: ledger.events, answers };
}

class Ledger {
  readonly events: LogEvent[] = [];
  readonly changed = {
    orders: new Map<string, KnownOrder>(),
    stock: new Map<string, StockRow>(),
    receipts: new Map<string, KeptReceipt>(),
  };
  readonly #state: LedgerState;
  readonly #options: LedgerOptions;
  readonly #at: string;

  constructor(state: LedgerState, options: LedgerOptions) {
    this.#state = state;
    this.#options = options;
    this.#at = new Date(options.now).toISOString();
  }

  answer({ commands, idempotency }: Publication): Receipt {
    if (!idempotency) return this.#run(commands);
    const { key, fingerprint } = idempotency;
    const kept = this.#state.receipts.get(key);
    if (kept) return kept.fingerprint === fingerprint ? kept.receipt : this.#keyReused(commands);
    const receipt = this.#run(commands);
    this.#state.receipts.set(key, { fingerprint, receipt });
    this.changed.receipts.set(key, { fingerprint, receipt });
    return receipt;
  }

  #keyReused(commands: readonly Command[]): Receipt {
    const rejected = commands.map(({ index }) => reject(index, "", KEY_REUSED));
    return { accepted: 0, duplicates: 0, rejected, seq: this.#state.head };
  }

  #run(commands: readonly Command[]): Receipt {
    const receipt: Receipt = { accepted: 0, duplicates: 0, rejected: [], seq: 0 };
    for (const command of commands) {
      const outcome = this.#obey(command);
      if (outcome === "accepted") receipt.accepted++;
      else if (outcome === "duplicate") receipt.duplicates++;
      else receipt.rejected.push(outcome);
    }
    receipt.seq = this.#state.head;
    return receipt;
  }

  #obey(command: Command): "accepted" | "duplicate" | Rejection {
    switch (command.type) {
      case "place":
        return this.#place(command.index, command.order);
      case "cancel":
        return this.#cancel(command.index, command.id);
      case "set":
        return this.#setStock(command.stock);
      case "move":
        return this.#moveStock(command.index, command.productId, command.delta);
      case "alert":
        return this.#raise(command);
      case "custom":
        this.#append(command.channel, command.data);
        return "accepted";
    }
  }

  #place(index: number, placed: PlacedOrder): "accepted" | "duplicate" | Rejection {
    const { fingerprint, ...rest } = placed;
    const known = this.#state.orders.get(placed.id);
    if (known?.fingerprint === fingerprint) return "duplicate";
    if (known) {
      const detail = `Order ${JSON.stringify(placed.id)} is already known with other content`;
      return { ...reject(index, "/id", detail), code: "conflict" };
    }
    const placedAt = placed.placedAt ?? this.#at;
    const day = this.#dayOf(placedAt);
    const order: Order = { ...rest, status: "placed", placedAt, day };
    this.#keepOrder({ fingerprint, order });
    this.#append("orders", order);
    this.#takeItems(order, -1);
    return "accepted";
  }

  /** A publisher whose clock runs ahead must not put an order into a day that has not begun. */
  #dayOf(placedAt: string): string {
    return this.#options.dateOf(Math.min(Date.parse(placedAt), this.#options.now));
  }

  #cancel(index: number, id: string): "accepted" | "duplicate" | Rejection {
    const known = this.#state.orders.get(id);
    if (!known) return reject(index, "/id", `No order ${JSON.stringify(id)} is known to cancel`);
    if (known.order.status === "cancelled") return "duplicate";
    const order: Order = { ...known.order, status: "cancelled" };
    this.#keepOrder({ ...known, order });
    this.#append("orders", order);
    this.#takeItems(order, +1);
    return "accepted";
  }

  #keepOrder(known: KnownOrder): void {
    this.#state.orders.set(known.order.id, known);
    this.changed.orders.set(known.order.id, known);
  }

  /** Moves the stock of an order's products, each once; a product whose level nobody told has none to move. */
  #takeItems({ items }: Order, sign: 1 | -1): void {
    const units = new Map<string, number>();
    for (const { productId, quantity } of items) {
      units.set(productId, (units.get(productId) ?? 0) + quantity);
    }
    for (const [productId, quantity] of units) {
      const row = this.#state.stock.get(productId);
      const name = items.find((item) => item.productId === productId)?.name ?? null;
      if (row) {
        const available = row.available + sign * quantity;
        this.#keepStock({ ...row, name: row.name ?? name, available });
      }
    }
  }

  #setStock({ productId, name, available, threshold }: StockSetting): "accepted" {
    const row = this.#state.stock.get(productId);
    this.#keepStock({
      productId,
      name: name ?? row?.name ?? null,
      available,
      threshold: threshold ?? row?.threshold ?? null,
      alarm: row?.alarm ?? "ok",
    });
    return "accepted";
  }

  #moveStock(index: number, productId: string, delta: number): "accepted" | Rejection {
    const row = this.#state.stock.get(productId);
    if (!row) {
      const detail = `No level of ${JSON.stringify(productId)} is known to move: ` +
        `publish its "available" first`;
      return reject(index, "/productId", detail);
    }
    this.#keepStock({ ...row, available: row.available + delta });
    return "accepted";
  }

  #keepStock(row: StockRow): void {
    const threshold = row.threshold ?? this.#options.lowStockThreshold;
    const { alarm, raised } = stepAlarm(row.alarm, row.available, threshold);
    const kept: StockRow = { ...row, alarm };
    this.#state.stock.set(row.productId, kept);
    this.changed.stock.set(row.productId, kept);
    const { productId, available } = row;
    const product = { productId, name: row.name ?? productId, available, threshold };
    this.#append("inventory", product);
    if (raised && raised !== "ok") {
      this.#append("alerts", stockAlert(this.#alertId(), product, raised, this.#at));
    }
  }

  #raise({ title, message, severity }: Extract<Command, { type: "alert" }>): "accepted" {
    this.#append("alerts", { id: this.#alertId(), title, message, severity, at: this.#at });
    return "accepted";
  }

  #alertId(): string {
    return `alert-${this.#state.head + 1}`;
  }

  #append(channel: string, data: unknown): void {
    this.#state.head++;
    this.events.push({ seq: this.#state.head, channel, at: this.#at, data });
  }
}

/** Why all of a publication is refused whose `Idempotency-Key` came with another before. */
export const KEY_REUSED = "This Idempotency-Key was used for another request";

function reject(index: number, pointer: string, detail: string): Rejection {
  return { index, pointer, detail, code: "invalid" };
}
