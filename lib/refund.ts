/**
 * `counts` takes the amount off the net revenue; `void` gives it back, because its order was cancelled
 * and no longer counts either; `idle` came when the order was cancelled already.
 */
export type RefundStatus = "counts" | "void" | "idle";

/** Money that went back for an order, as the log carries it. */
export interface Refund {
  id: string;
  orderId: string;
  status: RefundStatus;
  currency: string;
  /** Decimal string in the currency. */
  amount: string;
  /** ISO, UTC. */
  refundedAt: string;
  /** What went back to the shelf with it; the order's cancellation does not bring it back again. */
  restocked: { productId: string; quantity: number }[];
  /** The store's calendar day it counts for, decided once. */
  day: string;
}
