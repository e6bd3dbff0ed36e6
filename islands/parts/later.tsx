import { hydrate, render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Desk, DeskContext, useDesk } from "./context.ts";
import type { PartName } from "./part_names.ts";

/** Preact leaves what is inside alone when it takes over a page. */
const AS_IT_STANDS = { __html: "" };

/**
 * A part of the page whose code comes after that of the numbers. Until it is there the part stands as
 * the server drew it; then it is taken over where it stands.
 */
export function Later({ part }: { part: PartName }) {
  const desk = useDesk();
  const slot = useRef<HTMLDivElement>(null);
  const [Here] = useState(() => desk.parts.peek()?.[part]);
  useEffect(() => {
    if (!Here && slot.current) return takeOver(slot.current, part, desk);
  }, []);
  if (Here) return <div class="slot">{<Here />}</div>;
  return <div class="slot" ref={slot} dangerouslySetInnerHTML={AS_IT_STANDS} />;
}

function takeOver(slot: Element, part: PartName, desk: Desk): () => void {
  const end = desk.parts.subscribe((parts) => {
    if (!parts) return;
    const Part = parts[part];
    const tree = <DeskContext.Provider value={desk}>{<Part />}</DeskContext.Provider>;
    if (slot.hasChildNodes()) hydrate(tree, slot);
    else render(tree, slot);
  });
  return () => {
    end();
    render(null, slot);
  };
}
