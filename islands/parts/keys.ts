import { type ReadonlySignal, signal } from "@preact/signals";
import { recall, remember } from "./memory.ts";

/** What each key does to which something listens. */
const listed = signal<ReadonlyMap<string, string>>(new Map());
const on = signal(true);

/** What each key does, for the help. */
export const keysListed: ReadonlySignal<ReadonlyMap<string, string>> = listed;
/** Whether keys do anything: people who speak to their machine type many by accident (WCAG 2.1.4). */
export const keysOn: ReadonlySignal<boolean> = on;

/** Switches all keys on or off, for this browser. */
export function switchKeys(isOn: boolean): void {
  on.value = isOn;
  remember("keys", isOn ? "on" : "off");
}

/** Takes up what the reader chose earlier. */
export function recallKeys(): void {
  on.value = recall("keys") !== "off";
}

/**
 * Lets a single key do something wherever the focus is, save where one types or in a dialog.
 *
 * @param what What it does, as the help says it: `Pause or resume the page`.
 * @returns Ends it.
 */
export function onKey(key: string, what: string, act: () => void): () => void {
  const listener = (event: KeyboardEvent) => {
    if (!on.peek() || event.key !== key || isMeantOtherwise(event)) return;
    event.preventDefault();
    act();
  };
  addEventListener("keydown", listener);
  listed.value = new Map([...listed.peek(), [key, what]]);
  return () => {
    removeEventListener("keydown", listener);
    listed.value = new Map([...listed.peek()].filter(([other]) => other !== key));
  };
}

function isMeantOtherwise(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey, repeat, isComposing, target } = event;
  if (ctrlKey || metaKey || altKey || repeat || isComposing) return true;
  const place = "input, textarea, select, [contenteditable], dialog";
  return target instanceof Element && target.closest(place) !== null;
}
