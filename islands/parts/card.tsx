import type { ComponentChildren } from "preact";
import { useAsOf } from "./context.ts";
import { Counted } from "./counted.tsx";
import type { CountedName } from "./counted_names.ts";

interface CardProps {
  /** Names the card in ids and classes. */
  name: string;
  title: string;
  /** What its head explains. */
  counted?: CountedName;
  note?: ComponentChildren;
  /** A control at the end of the head. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

/** A titled part of the page. */
export function Card({ name, title, counted, note, aside, children }: CardProps) {
  return (
    <section class={`card ${name}`} aria-labelledby={`${name}-title`}>
      <div class="card-head">
        <h2 id={`${name}-title`}>{title}</h2>
        {counted && <Counted of={counted} />}
        {note && <p class="note">{note}</p>}
        <AsOf />
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Says how old the numbers beside it are; shown while they are stale. */
export function AsOf() {
  return <span class="as-of">as of {useAsOf()}</span>;
}

interface ScrollerProps {
  label: string;
  role?: "log" | "region";
  children: ComponentChildren;
}

/** A part that scrolls by itself where the page does not; the keyboard reaches it. */
export function Scroller({ label, role = "region", children }: ScrollerProps) {
  return (
    <div class="scroller" role={role} aria-live="off" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** Stands where there is nothing to list. */
export function Nothing({ icon, children }: { icon: ComponentChildren; children: string }) {
  return <p class="nothing">{icon} {children}</p>;
}
