import type { Alert, Severity } from "./alert.ts";
import type { FoldRules } from "./cover.ts";
import type { OrderItem } from "./order.ts";
import type { Resolution } from "./resolution.ts";
import type { Triage } from "./triage.ts";

/** What a publisher asks for, checked and normalised. `index` is the item's place in the request. */
export type Command =
  | { type: "place"; index: number; order: PlacedOrder }
  | { type: "cancel"; index: number; id: string }
  | { type: "revise"; index: number; revision: Revision }
  | { type: "refund"; index: number; refund: NewRefund }
  | { type: "set"; index: number; stock: StockSetting }
  | { type: "count"; index: number; count: StockCount }
  | { type: "identify"; index: number; item: ItemIdentity }
  | { type: "move"; index: number; productId: string; delta: number }
  | { type: "threshold"; index: number; productId: string; threshold: number | null }
  | { type: "alert"; index: number; title: string; message: string; severity: Severity }
  | { type: "raise"; index: number; alert: WatchAlert }
  | { type: "triage"; index: number; triage: Triage }
  | { type: "rules"; index: number; rules: FoldRules }
  | { type: "resolve"; index: number; resolution: Resolution }
  | { type: "custom"; index: number; channel: string; data: Record<string, unknown> };

/** An alert that the watch over the shop raises, under an id by which all servers call it. */
export type WatchAlert = Required<Pick<Alert, "id" | "title" | "message" | "severity" | "rule">>;

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

/**
 * An order as its shop shows it now. Deliveries overtake each other and come twice: the newest
 * revision stands, whatever order they come in.
 */
export interface Revision {
  order: PlacedOrder;
  /** `false`: cancelled, failed or not paid yet; it counts for nothing until a newer revision says otherwise. */
  counts: boolean;
  /** When the shop changed it last, in ms since 1970 UTC. */
  revisedAt: number;
}

/** Money that goes back for an order, known or not. */
export interface NewRefund {
  /** Unique among all refunds. */
  id: string;
  orderId: string;
  currency: string;
  amount: string;
  /** ISO, UTC; `null` means "when it is accepted". Decides for which of the store's days it counts. */
  refundedAt: string | null;
  /** What goes back to the shelf. */
  restocked: { productId: string; quantity: number }[];
}

/**
 * A level as a stock system counted it. Orders placed until then are in it already; those placed later
 * are taken off it. A product counted in several places has their sum.
 */
export interface StockCount {
  /** What the stock system calls the thing it counts; `identify` says which product that is. */
  item: string;
  location: string;
  available: number;
  /** In ms since 1970 UTC. */
  countedAt: number;
  /** Set where whoever counted says himself which product it is, so that no `identify` is needed. */
  product?: { productId: string; name: string | null; threshold: number | null };
}

/** Says which product a stock system's item is. */
export interface ItemIdentity {
  item: string;
  productId: string;
  name: string | null;
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
