import type { Command, Publication, Receipt, Rejection } from "./command.ts";
import { orderOf } from "./batch_ids.ts";
import { RULES_CHANNEL } from "./cover.ts";
import { Journal } from "./journal.ts";
import {
  type Decision,
  Kept,
  type KeptReceipt,
  type KnownItem,
  type KnownOrder,
  type LedgerOptions,
  type LedgerState,
  type StockRow,
} from "./ledger_state.ts";
import { OrderBook, type Outcome } from "./order_book.ts";
import type { Refund } from "./refund.ts";
import { RESOLVED_CHANNEL } from "./resolution.ts";
import { alertId, Shelves } from "./shelves.ts";
import { TRIAGE_CHANNEL } from "./triage.ts";

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
  return { ...ledger.changed(), answers };
}

class Ledger {
  readonly #journal: Journal;
  readonly #orders: Kept<KnownOrder>;
  readonly #refunds: Kept<Refund>;
  readonly #stock: Kept<StockRow>;
  readonly #items: Kept<KnownItem>;
  readonly #receipts: Kept<KeptReceipt>;
  readonly #shelves: Shelves;
  readonly #book: OrderBook;

  constructor(state: LedgerState, options: LedgerOptions) {
    this.#journal = new Journal(state, options);
    this.#orders = new Kept(state.orders);
    this.#refunds = new Kept(state.refunds);
    this.#stock = new Kept(state.stock);
    this.#items = new Kept(state.items);
    this.#receipts = new Kept(state.receipts);
    this.#shelves = new Shelves(this.#stock, this.#items, this.#journal, options);
    this.#book = new OrderBook(this.#orders, this.#refunds, this.#shelves, this.#journal);
  }

  changed(): Omit<Decision, "answers"> {
    return {
      events: this.#journal.events,
      minutes: this.#journal.minutes,
      orders: this.#orders.changed,
      refunds: this.#refunds.changed,
      stock: this.#stock.changed,
      items: this.#items.changed,
      receipts: this.#receipts.changed,
    };
  }

  answer({ commands, idempotency }: Publication): Receipt {
    if (!idempotency) return this.#run(commands);
    const { key, fingerprint } = idempotency;
    const kept = this.#receipts.get(key);
    if (kept) return kept.fingerprint === fingerprint ? kept.receipt : this.#keyReused(commands);
    const receipt = this.#run(commands);
    this.#receipts.put(key, { fingerprint, receipt });
    return receipt;
  }

  #keyReused(commands: readonly Command[]): Receipt {
    const rejected = commands.map(({ index }) => reject(index, "", KEY_REUSED));
    return { accepted: 0, duplicates: 0, rejected, seq: this.#journal.head };
  }

  #run(commands: readonly Command[]): Receipt {
    const receipt: Receipt = { accepted: 0, duplicates: 0, rejected: [], seq: 0 };
    for (const command of commands) {
      const outcome = this.#obey(command);
      if (outcome === "accepted") receipt.accepted++;
      else if (outcome === "duplicate") receipt.duplicates++;
      else receipt.rejected.push(rejectionOf(command, outcome));
    }
    receipt.seq = this.#journal.head;
    return receipt;
  }

  #obey(command: Command): Outcome {
    switch (command.type) {
      case "place":
        return this.#book.place(command.order);
      case "cancel":
        return this.#book.cancel(command.id);
      case "revise":
        return this.#book.revise(command.revision);
      case "refund":
        return this.#book.refund(command.refund);
      case "set":
        this.#shelves.set(command.stock);
        return "accepted";
      case "move":
        return this.#shelves.move(command.productId, command.delta) ? "accepted" : "unknown";
      case "threshold":
        return this.#shelves.watch(command.productId, command.threshold) ? "accepted" : "unknown";
      case "count":
        return this.#shelves.count(command.count) ? "accepted" : "duplicate";
      case "identify":
        return this.#shelves.identify(command.item) ? "accepted" : "duplicate";
      default:
        this.#note(command);
        return "accepted";
    }
  }

  /** Writes into the log what moves neither money nor stock. */
  #note(command: Noted): void {
    const journal = this.#journal;
    switch (command.type) {
      case "alert": {
        const { title, message, severity } = command;
        const { at } = journal;
        return journal.append("alerts", { id: alertId(journal), title, message, severity, at });
      }
      case "raise":
        return journal.append("alerts", { ...command.alert, at: journal.at });
      case "triage":
        // Which alerts there are is the board's to know: it passes over one that it does not have.
        return journal.append(TRIAGE_CHANNEL, command.triage);
      case "resolve":
        return journal.append(RESOLVED_CHANNEL, command.resolution);
      case "rules":
        return journal.append(RULES_CHANNEL, command.rules);
      case "custom":
        return journal.append(command.channel, command.data);
    }
  }
}

type Noted = Extract<
  Command,
  { type: "alert" | "raise" | "triage" | "resolve" | "rules" | "custom" }
>;

/** The sentence for a command that contradicts what is known. */
function rejectionOf(command: Command, outcome: "unknown" | "conflict"): Rejection {
  const { index } = command;
  if (command.type === "move" || command.type === "threshold") {
    const detail = `No level of ${JSON.stringify(command.productId)} is known: ` +
      `publish its "available" first`;
    return reject(index, "/productId", detail);
  }
  if (outcome === "unknown") {
    return reject(index, "/id", `No order ${JSON.stringify(orderOf(command))} is known to cancel`);
  }
  const what = command.type === "refund"
    ? `Refund ${JSON.stringify(command.refund.id)}`
    : `Order ${JSON.stringify(orderOf(command))}`;
  return {
    ...reject(index, "/id", `${what} is already known with other content`),
    code: "conflict",
  };
}

/** Why all of a publication is refused whose `Idempotency-Key` came with another before. */
export const KEY_REUSED = "This Idempotency-Key was used for another request";

function reject(index: number, pointer: string, detail: string): Rejection {
  return { index, pointer, detail, code: "invalid" };
}
