import { useEffect, useRef } from "preact/hooks";
import { keysListed, keysOn, onKey, recallKeys, switchKeys } from "./keys.ts";
import { Question } from "./icons.tsx";
import { RhythmChoice } from "./pause.tsx";
import { ThemeChoice } from "./theme.tsx";

/** All keys and the reader's settings, in a dialog; key `?` opens it. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = () => dialog.current?.showModal();
  useEffect(recallKeys, []);
  useEffect(() => onKey("?", "Show this help", open), []);
  return (
    <>
      <button
        type="button"
        class="tool help-button"
        aria-label="Keys and settings"
        aria-haspopup="dialog"
        aria-keyshortcuts="?"
        title="Keys and settings (?)"
        onClick={open}
      >
        <Question />
      </button>
      <dialog ref={dialog} class="help" aria-labelledby="help-title">
        <h2 id="help-title">Keys and settings</h2>
        <Keys />
        <div class="choices">
          <RhythmChoice />
          <ThemeChoice />
        </div>
        <p class="help-foot">
          Every number says how it is counted: press the question mark beside it. For a screen on
          the wall there is <a href="/tv">a page of its own</a>.
        </p>
        <form method="dialog">
          <button type="submit" class="main">Close</button>
        </form>
      </dialog>
    </>
  );
}

function Keys() {
  const keys = [...keysListed.value].sort(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <dl class={keysOn.value ? "keys" : "keys off"}>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={({ currentTarget }) => switchKeys(currentTarget.checked)}
        />{" "}
        Single keys do something
      </label>
    </>
  );
}
