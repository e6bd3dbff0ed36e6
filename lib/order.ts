/** `placed` counts; `cancelled` gives totals and stock back, once. */
export type OrderStatus = "placed" | "cancelled";

export interface OrderItem {
  productId: string;
  name: string | null;
  quantity: number;
  /** Price of one unit as a decimal string in the order's currency. */
  price: string;
}

/** An order as the log carries it. Money is a decimal string with the currency's decimals. */
export interface Order {
  id: string;
  status: OrderStatus;
  /** A display label, never more of a person than the shop chose to show. */
  customer: string | null;
  currency: string;
  total: string;
  /** When the shop's customer placed it (ISO, UTC). */
  placedAt: string;
  /** The store's calendar day it counts for (`2026-11-24`), decided once, when it was accepted. */
  day: string;
  items: OrderItem[];
  /** Set when it takes the place of what was told of it before. */
  replaces?: Replaced;
}

/** What an order came to before its shop changed it. */
export interface Replaced {
  day: string;
  currency: string;
  total: string;
  units: number;
  /** Its lines; absent in logs of before they were told. */
  items?: OrderItem[];
}

/** Units in an order, all lines together. */
export function unitsOf(order: Pick<Order, "items">): number {
  return order.items.reduce((sum, item) => sum + item.quantity, 0);
}

/** How much of a customer's name is kept: nothing, `Ada L.`, or all of it. */
export type CustomerLabel = "none" | "initials" | "full";

/** Cuts a name down to the label that the shop chose, before anything is kept. */
export function labelCustomer(name: string | null, mode: CustomerLabel): string | null {
  if (name === null || mode === "none") return null;
  if (mode === "full") return name;
  const [first = "", ...rest] = name.trim().split(/\s+/u);
  const last = rest.at(-1);
  return last ? `${first} ${[...last][0]}.` : first || null;
}
