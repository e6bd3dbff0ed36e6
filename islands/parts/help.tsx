import { useEffect, useRef } from "preact/hooks";
import { Question } from "./icons.tsx";
import { onKey, recallKeys } from "./keys.ts";
import { Settings } from "./settings.tsx";

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
        <Settings />
        <form method="dialog">
          <button type="submit" class="main">Close</button>
        </form>
      </dialog>
    </>
  );
}
