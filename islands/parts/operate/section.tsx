import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ask, wordsOf } from "./ask.ts";
import type { Loaded } from "./data.ts";

interface SectionProps {
  id: string;
  title: string;
  hint: ComponentChildren;
  children: ComponentChildren;
}

/** A part of the page under a heading. */
export function Section({ id, title, hint, children }: SectionProps) {
  return (
    <section id={id} class="panel" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p class="hint">{hint}</p>
      {children}
    </section>
  );
}

/** What the server told, and how to ask it again. */
export interface Part<T> {
  loaded: Loaded<T>;
  /** Takes what is known better meanwhile. */
  set(value: T): void;
  load(path?: string): Promise<void>;
}

/** Keeps a part of the page that can be asked for again. */
export function usePart<T>(initial: Loaded<T>, path: string): Part<T> {
  const [loaded, setLoaded] = useState(initial);
  return {
    loaded,
    set: (value) => setLoaded({ value }),
    async load(from = path) {
      try {
        setLoaded({ value: await ask<T>("GET", from) });
      } catch (error) {
        setLoaded({ trouble: wordsOf(error) });
      }
    },
  };
}

interface WhenLoadedProps<T> {
  part: Part<T>;
  children(value: T): ComponentChildren;
}

/** Shows what came; else why it did not, and a button that asks again. */
export function WhenLoaded<T>({ part, children }: WhenLoadedProps<T>) {
  const [busy, setBusy] = useState(false);
  if ("value" in part.loaded) return <>{children(part.loaded.value)}</>;
  const again = async () => {
    setBusy(true);
    await part.load();
    setBusy(false);
  };
  return (
    <div class="box bad" role="alert">
      <p>This could not be loaded. {part.loaded.trouble}</p>
      <button type="button" aria-disabled={busy} onClick={() => void again()}>Try again</button>
    </div>
  );
}
