import { useSignal } from "@preact/signals";
import { useDesk } from "./context.ts";
import { COUNTED_NAMES, type CountedName } from "./counted_names.ts";
import { Question } from "./icons.tsx";

/** How a number is counted, in words: static/counted.json has those of all. */
interface CountedWords {
  formula: string;
  /** The stretch of time that it is about. */
  window: string;
  sources: string;
}

/**
 * A button beside a number that says how it is counted. It opens by a click or a key and never by
 * passing over it, so nothing covers what one reads; Escape or a click elsewhere closes it. The words
 * are loaded when somebody asks.
 */
export function Counted({ of }: { of: CountedName }) {
  // Not `useId`: the parts of the page are roots of their own, and each would count from nought.
  const id = `counted-${of}`;
  const isOpen = useSignal(false);
  const words = useSignal<CountedWords | null>(null);
  const name = COUNTED_NAMES[of];

  async function toggle(isOpening: boolean): Promise<void> {
    isOpen.value = isOpening;
    if (isOpening) words.value ??= await wordsOf(of);
  }

  return (
    <span class="counted">
      <button
        type="button"
        class="counted-button"
        popovertarget={id}
        aria-expanded={isOpen.value}
        aria-label={`${name}: how is this counted?`}
      >
        <Question />
      </button>
      <span
        id={id}
        class="counted-words"
        popover="auto"
        role="group"
        aria-label={`How ${name} is counted`}
        onBeforeToggle={({ newState }) => toggle(newState === "open")}
      >
        {isOpen.value && words.value && <Words name={name} words={words.value} />}
      </span>
    </span>
  );
}

function Words({ name, words }: { name: string; words: CountedWords }) {
  const { cells } = useDesk().live;
  const { formula, window, sources } = words;
  const rows = { Counted: formula, When: window, Zone: cells.timeZone.value, From: sources };
  return (
    <>
      <strong>{name}</strong>
      {Object.entries(rows).map(([term, text]) => (
        <span key={term} class="counted-row">
          <b>{term}</b>
          <span>{text}</span>
        </span>
      ))}
    </>
  );
}

async function wordsOf(name: CountedName): Promise<CountedWords> {
  try {
    // Its address has no version: it must not be the one of an earlier page.
    const all = await fetch("/assets/counted.json", { cache: "no-cache" });
    return (await all.json())[name];
  } catch {
    return { formula: "The words cannot be loaded now.", window: "–", sources: "–" };
  }
}
