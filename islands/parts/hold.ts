import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { RecentOrder } from "../../lib/board.ts";

interface Held {
  shown: ReadonlySignal<readonly RecentOrder[]>;
  /** New orders that are held back. */
  waiting: ReadonlySignal<number>;
  /** Shows them now. */
  release(): void;
}

/**
 * Holds new rows back while somebody reads the list: what is under the eye or the pointer must not
 * move. Rows that are shown still change where they stand.
 */
export function useHold(
  card: RefObject<HTMLElement | null>,
  orders: ReadonlySignal<RecentOrder[]>,
): Held {
  const shown: Signal<readonly RecentOrder[]> = useSignal(orders.peek());
  const waiting = useSignal(0);

  function settle(now = false) {
    const recent = orders.peek();
    const held = !now && card.current !== null && isBeingRead(card.current);
    shown.value = held ? updateInPlace(shown.peek(), recent) : recent;
    const ids = new Set(shown.peek().map(({ id }) => id));
    waiting.value = recent.filter(({ id }) => !ids.has(id)).length;
  }

  // Not `useSignalEffect`, which runs a frame later: the rows would lag behind the numbers.
  useEffect(() =>
    orders.subscribe((recent) => {
      if (recent !== shown.peek()) settle();
    }), []);
  useEffect(() => listen(card.current, () => settle()), []);
  return { shown, waiting, release: () => settle(true) };
}

function updateInPlace(shown: readonly RecentOrder[], recent: readonly RecentOrder[]) {
  const byId = new Map(recent.map((order) => [order.id, order]));
  return shown.map((order) => byId.get(order.id) ?? order);
}

function isBeingRead(card: HTMLElement): boolean {
  // A finger leaves a hover behind that lasts until the next touch.
  const hovered = matchMedia("(hover: hover)").matches && card.matches(":hover");
  const scrolled = (card.querySelector(".scroller")?.scrollTop ?? 0) > 8;
  const pastTop = card.getBoundingClientRect().top < 0;
  return hovered || scrolled || pastTop || card.querySelector(":focus-visible") !== null;
}

/** Calls `look` whenever the reader may have gone. */
function listen(card: HTMLElement | null, look: () => void): () => void {
  if (!card) return () => {};
  const stop = new AbortController();
  const { signal } = stop;
  card.addEventListener("pointerleave", look, { signal });
  // The focus has not arrived anywhere yet when it leaves.
  card.addEventListener("focusout", () => setTimeout(look), { signal });
  document.addEventListener("scroll", look, { signal, capture: true, passive: true });
  return () => stop.abort();
}
