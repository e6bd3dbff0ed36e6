import type { NewRefund, PlacedOrder, Revision } from "./command.ts";
import type { Journal } from "./journal.ts";
import type { Kept, KnownOrder } from "./ledger_state.ts";
import { type Order, type OrderStatus, type Replaced, unitsOf } from "./order.ts";
import type { Refund, RefundStatus } from "./refund.ts";
import { type Shelves, type Taking, takingsOf } from "./shelves.ts";

/** What became of one thing that was told: news, nothing new, or in contradiction to what is known. */
export type Outcome = "accepted" | "duplicate" | "unknown" | "conflict";

/** All orders and refunds: which count, from when on, and for which day. */
export class OrderBook {
  readonly #orders: Kept<KnownOrder>;
  readonly #refunds: Kept<Refund>;
  readonly #shelves: Shelves;
  readonly #journal: Journal;

  constructor(
    orders: Kept<KnownOrder>,
    refunds: Kept<Refund>,
    shelves: Shelves,
    journal: Journal,
  ) {
    this.#orders = orders;
    this.#refunds = refunds;
    this.#shelves = shelves;
    this.#journal = journal;
  }

  place(placed: PlacedOrder): Outcome {
    const known = this.#orders.get(placed.id);
    if (known) return known.fingerprint === placed.fingerprint ? "duplicate" : "conflict";
    this.#begin(placed, null);
    return "accepted";
  }

  cancel(id: string): Outcome {
    const known = this.#orders.get(id);
    if (!known) return "unknown";
    if (known.order.status === "cancelled") return "duplicate";
    const { now } = this.#journal;
    // It is news of now: a webhook that tells of an earlier time does not bring the order back.
    this.#end({ ...known, revisedAt: Math.max(known.revisedAt ?? now, now) }, now);
    return "accepted";
  }

  revise({ order: placed, counts, revisedAt }: Revision): Outcome {
    const known = this.#orders.get(placed.id);
    if (!known) {
      if (counts) this.#begin(placed, revisedAt);
      else this.#bury(placed, revisedAt);
      return "accepted";
    }
    if (revisedAt < (known.revisedAt ?? -Infinity)) return "duplicate";
    const didCount = known.order.status === "placed";
    const revised = { ...known, revisedAt };
    if (!counts && !didCount) this.#orders.put(placed.id, revised);
    if (!counts && didCount) this.#end(revised, revisedAt);
    if (counts && !didCount) this.#begin(placed, revisedAt);
    if (counts && didCount) return this.#replace(revised, placed, revisedAt);
    return counts === didCount ? "duplicate" : "accepted";
  }

  refund(given: NewRefund): Outcome {
    const known = this.#refunds.get(given.id);
    if (known) return isSame(known, given) ? "duplicate" : "conflict";
    const refundedAt = given.refundedAt ?? this.#journal.at;
    const isCancelled = this.#orders.get(given.orderId)?.order.status === "cancelled";
    const day = this.#journal.dayOf(refundedAt);
    // The cancellation brought everything back.
    const restocked = isCancelled ? [] : given.restocked;
    const status = isCancelled ? "idle" : "counts";
    this.#tell({ ...given, restocked, refundedAt, day, status }, status);
    this.#shelves.take(negated(takingsOf(restocked)), this.#journal.instantOf(refundedAt));
    return "accepted";
  }

  /** An order that counts from now on, for the first time or again. */
  #begin(placed: PlacedOrder, revisedAt: number | null): void {
    const order = this.#orderOf(placed, "placed");
    const isBack = this.#orders.get(placed.id) !== undefined;
    this.#keep(order, placed.fingerprint, revisedAt);
    this.#journal.append("orders", order);
    this.#journal.countOrder(order, +1);
    const takings = isBack ? this.#takingsLeft(order) : takingsOf(order.items);
    this.#shelves.take(takings, this.#journal.instantOf(order.placedAt));
    this.#turnRefunds(order.id, "counts");
  }

  /** An order that never counted: what is told of an earlier time of it will not count either. */
  #bury(placed: PlacedOrder, revisedAt: number): void {
    this.#keep(this.#orderOf(placed, "cancelled"), placed.fingerprint, revisedAt);
    this.#turnRefunds(placed.id, "void");
  }

  /** An order that no longer counts: its refunds do not either. */
  #end(known: KnownOrder, at: number): void {
    const order: Order = { ...known.order, status: "cancelled" };
    this.#keep(order, known.fingerprint, known.revisedAt);
    this.#journal.append("orders", order);
    this.#journal.countOrder(order, -1);
    this.#shelves.take(negated(this.#takingsLeft(order)), at);
    this.#turnRefunds(order.id, "void");
  }

  /** An order that counts with other content than before. */
  #replace(known: KnownOrder, placed: PlacedOrder, at: number): Outcome {
    if (known.fingerprint === placed.fingerprint) {
      this.#orders.put(placed.id, known);
      return "duplicate";
    }
    const order = this.#orderOf(placed, "placed");
    this.#keep(order, placed.fingerprint, at);
    this.#journal.append("orders", { ...order, replaces: replacedOf(known.order) });
    this.#journal.countOrder(known.order, -1);
    this.#journal.countOrder(order, +1);
    this.#shelves.take(less(takingsOf(order.items), takingsOf(known.order.items)), at);
    return "accepted";
  }

  #orderOf({ fingerprint: _, ...placed }: PlacedOrder, status: OrderStatus): Order {
    const before = this.#orders.get(placed.id)?.order;
    const placedAt = placed.placedAt ?? before?.placedAt ?? this.#journal.at;
    return { ...placed, status, placedAt, day: this.#journal.dayOf(placedAt) };
  }

  #keep(order: Order, fingerprint: string, revisedAt: number | null): void {
    this.#orders.put(order.id, { fingerprint, order, revisedAt });
  }

  /** What an order took, less what its refunds brought back. */
  #takingsLeft({ id, items }: Order): Map<string, Taking> {
    const refunds = [...this.#refunds.values()].filter(({ orderId }) => orderId === id);
    return less(takingsOf(items), takingsOf(refunds.flatMap(({ restocked }) => restocked)));
  }

  #turnRefunds(orderId: string, to: "counts" | "void"): void {
    const turned = [...this.#refunds.values()].filter((refund) => {
      return refund.orderId === orderId && (refund.status === "counts") !== (to === "counts");
    });
    for (const refund of turned) this.#tell(refund, to);
  }

  #tell(refund: Refund, status: RefundStatus): void {
    const told: Refund = { ...refund, status };
    this.#refunds.put(told.id, told);
    this.#journal.append("refunds", told);
    if (status !== "idle") this.#journal.countRefund(told, status === "counts" ? 1 : -1);
  }
}

function isSame(known: Refund, given: NewRefund): boolean {
  return known.orderId === given.orderId && known.amount === given.amount &&
    known.currency === given.currency;
}

function replacedOf(order: Order): Replaced {
  const { day, currency, total, items } = order;
  return { day, currency, total, units: unitsOf(order), items };
}

function negated(takings: Map<string, Taking>): Map<string, Taking> {
  return new Map([...takings].map(([id, taking]) => [id, { ...taking, units: -taking.units }]));
}

function less(takings: Map<string, Taking>, others: Map<string, Taking>): Map<string, Taking> {
  const left = new Map(takings);
  for (const [id, { units, name }] of others) {
    const more = left.get(id) ?? { units: 0, name };
    left.set(id, { ...more, units: more.units - units });
  }
  return left;
}
