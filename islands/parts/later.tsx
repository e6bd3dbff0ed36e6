import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";

/** The parts whose code comes once the page can be used. */
type Parts = typeof import("./late_parts.ts");

/** Draws one of them; nothing until it is there, or when it cannot be had. */
export function Later({ part }: { part: keyof Parts }) {
  const loaded = useSignal<FunctionComponent | null>(null);
  useEffect(() => {
    import("./late_parts.ts").then((parts) => loaded.value = parts[part], () => {});
  }, []);
  const Part = loaded.value;
  return Part && <Part />;
}
