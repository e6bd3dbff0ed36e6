import { useEffect, useRef } from "preact/hooks";
import { useDesk } from "./context.ts";
import { onKey } from "./keys.ts";

/** Finds a product in the table and in the feed, by name or SKU; key `/` goes there. */
export function Find() {
  const { sought } = useDesk();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => onKey("/", "Find a product", () => box.current?.focus()), []);
  const clear = ({ key }: KeyboardEvent) => {
    if (key !== "Escape") return;
    sought.value = "";
    box.current?.blur();
  };
  return (
    <input
      ref={box}
      type="search"
      class="find"
      placeholder="Find SKU"
      aria-label="Find a product by name or SKU, here and among the orders"
      aria-keyshortcuts="/"
      autocomplete="off"
      spellcheck={false}
      value={sought}
      onInput={({ currentTarget }) => sought.value = currentTarget.value}
      onKeyDown={clear}
    />
  );
}

/** Whether one of these texts has what is sought; all have nothing. */
export function has(sought: string, ...texts: (string | null)[]): boolean {
  const part = sought.trim().toLowerCase();
  return texts.some((text) => text?.toLowerCase().includes(part));
}
