import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/**
 * Keeps the keyboard where it was when the row under it leaves a list: on the same control of the row
 * that moved up, or else on the list. Rows are marked with `data-row`, their controls with `data-act`.
 */
export function useKeptFocus(list: RefObject<HTMLElement | null>): void {
  // While it is drawn: after that the row is gone.
  const place = placeOf(list.current);
  useLayoutEffect(() => {
    if (place && list.current && document.activeElement !== place.element) {
      restore(list.current, place);
    }
  });
}

interface Place {
  element: HTMLElement;
  act: string | undefined;
  row: number;
}

function placeOf(list: HTMLElement | null): Place | null {
  const element = list?.ownerDocument.activeElement;
  if (!list || !(element instanceof HTMLElement) || !list.contains(element)) return null;
  const row = element.closest("[data-row]");
  return { element, act: element.dataset["act"], row: row ? rowsOf(list).indexOf(row) : 0 };
}

function restore(list: HTMLElement, { element, act, row }: Place): void {
  const rows = rowsOf(list);
  const next = rows[Math.min(row, rows.length - 1)];
  const controls = seen(next?.querySelectorAll<HTMLElement>("button") ?? []);
  const control = list.contains(element)
    ? element
    : controls.find(({ dataset }) => dataset["act"] === act) ?? controls[0];
  (control ?? list.closest<HTMLElement>("[tabindex]"))?.focus();
}

function rowsOf(list: HTMLElement): Element[] {
  return seen(list.querySelectorAll("[data-row]"));
}

/** Those that can be seen: not what is folded away. */
function seen<T extends Element>(elements: Iterable<T>): T[] {
  return [...elements].filter((element) => element.checkVisibility());
}
