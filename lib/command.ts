import type { Severity } from "./alert.ts";
import type { OrderItem } from "./order.ts";

/** What a publisher asks for, checked and normalised. `index` is the item's place in the request. */
export type Command =
  | { type: "place"; index: number; order: PlacedOrder }
  | { type: "cancel"; index: number; id: string }
  | { type: "set"; index: number; stock: StockSetting }
  | { type: "move"; index: number; productId: string; delta: number }
  | { type: "alert"; index: number; title: string; message: string; severity: Severity }
  | { type: "custom"; index: number; channel: string; data: Record<string, unknown> };

export interface PlacedOrder {
  id: string;
  customer: string | null;
  currency: string;
  total: string;
  /** ISO, UTC; `null` means "when it is accepted". */
  placedAt: string | null;
  items: OrderItem[];
  /** Tells the same order sent again from another order under the same id. */
  fingerprint: string;
}

export interface StockSetting {
  productId: string;
  name: string | null;
  available: number;
  threshold: number | null;
}

/** One publisher's request: its commands are decided together, in order. */
export interface Publication {
  commands: Command[];
  /** From `Idempotency-Key`: the same key with the same fingerprint is answered as the first time. */
  idempotency?: { key: string; fingerprint: string };
}

export interface Rejection {
  index: number;
  /** JSON Pointer into the item. */
  pointer: string;
  detail: string;
  code: "invalid" | "conflict";
}

/** What became of a publication. */
export interface Receipt {
  accepted: number;
  duplicates: number;
  rejected: Rejection[];
  /** Head of the log once it was written. */
  seq: number;
}
