import { useId } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { useDesk } from "./context.ts";
import { COUNTED, type CountedName, type CountedWords } from "./counted_words.ts";
import { Question } from "./icons.tsx";

/**
 * A button beside a number that says how it is counted. It opens by a click or a key and never by
 * passing over it, so nothing covers what one reads; Escape or a click elsewhere closes it.
 */
export function Counted({ of }: { of: CountedName }) {
  const id = useId();
  const isOpen = useSignal(false);
  const words = COUNTED[of];
  return (
    <span class="counted">
      <button
        type="button"
        class="counted-button"
        popovertarget={id}
        aria-expanded={isOpen.value}
        aria-label={`${words.name}: how is this counted?`}
      >
        <Question />
      </button>
      <span
        id={id}
        class="counted-words"
        popover="auto"
        role="group"
        aria-label={`How ${words.name} is counted`}
        onBeforeToggle={({ newState }) => isOpen.value = newState === "open"}
      >
        {isOpen.value && <Words words={words} />}
      </span>
    </span>
  );
}

function Words({ words: { name, formula, window, sources } }: { words: CountedWords }) {
  const { cells } = useDesk().live;
  const rows = [
    ["Counted", formula],
    ["When", window],
    ["Zone", cells.timeZone.value.replaceAll("_", " ")],
    ["From", sources],
  ];
  return (
    <>
      <strong>{name}</strong>
      {rows.map(([term, text]) => (
        <span key={term} class="counted-row">
          <b>{term}</b>
          <span>{text}</span>
        </span>
      ))}
    </>
  );
}
