import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "./ask.ts";

interface ConfirmProps {
  /** What the button does, such as `Revoke`. */
  verb: string;
  /** To what, for who does not see where the button stands. */
  what: string;
  /** What it comes to. */
  question: string;
  act(): Promise<void>;
}

/** A button that asks once more, in its place. */
export function Confirm({ verb, what, question, act }: ConfirmProps) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const yes = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);

  // Before the next paint: a key that follows at once must not fall on nothing.
  useLayoutEffect(() => {
    if (asking) yes.current?.focus();
    else if (wasAsking.current) first.current?.focus();
    wasAsking.current = asking;
  }, [asking]);

  const confirm = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await act();
      setTrouble("");
      setAsking(false);
    } catch (error) {
      setTrouble(wordsOf(error));
    }
    setBusy(false);
  };
  if (!asking) {
    return (
      <button
        ref={first}
        type="button"
        aria-label={`${verb} ${what}`}
        onClick={() => setAsking(true)}
      >
        {verb}
      </button>
    );
  }
  return (
    <div
      class="confirm"
      role="group"
      aria-label={`${verb} ${what}?`}
      onKeyDown={({ key }) => key === "Escape" && setAsking(false)}
    >
      <span>{question}</span>
      <button
        ref={yes}
        type="button"
        class="danger"
        aria-disabled={busy}
        onClick={() => void confirm()}
      >
        Yes, {verb.toLowerCase()}
      </button>
      <button type="button" onClick={() => setAsking(false)}>No</button>
      <span role="alert" class="trouble">{trouble}</span>
    </div>
  );
}
