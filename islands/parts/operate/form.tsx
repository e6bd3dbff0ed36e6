import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { Refusal, wordsOf } from "./ask.ts";
import { Confirm } from "./confirm.tsx";

interface Problem {
  detail: string;
  pointer: string;
}

/** What a form's fields know of it: what is wrong, and where they say which they are. */
interface FormState {
  problem: Problem | null;
  /** Fields are named by the JSON Pointer of their value. */
  names: Set<string>;
}

export const FormContext = createContext<FormState>({ problem: null, names: new Set() });

/** What is wrong with a field; undefined when it is fine. */
export function useTrouble(name: string): string | undefined {
  const { problem, names } = useContext(FormContext);
  names.add(name);
  return problem && isOf(problem, name) ? problem.detail : undefined;
}

function isOf({ pointer }: Problem, name: string): boolean {
  return pointer === name || pointer.startsWith(`${name}/`);
}

interface FormProps {
  /** How it is called where a page has many alike. */
  label?: string;
  submit: string;
  /** Does what is asked, and resolves to what is then said. @throws Refusal */
  save(data: FormData): Promise<string>;
  /** Whether it is empty again once it was sent. */
  clears?: boolean;
  children: ComponentChildren;
  /** How all is as it was at first again; absent where it is. */
  reset?: Reset | undefined;
}

interface Reset {
  what: string;
  /** What it comes to. */
  question: string;
  /** @throws Refusal */
  act(): Promise<void>;
}

/** A form that keeps what was typed when it cannot be saved, and says what became of it. */
export function Form({ label, submit, save, clears = false, children, reset }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [names] = useState(() => new Set<string>());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [said, say] = useState("");
  const [busy, setBusy] = useState(false);
  const [resets, setResets] = useState(0);

  const send = async () => {
    if (!form.current || busy) return;
    setBusy(true);
    setProblem(null);
    say("Saving…");
    try {
      say(await save(new FormData(form.current)));
      if (clears) form.current.reset();
    } catch (error) {
      const pointer = error instanceof Refusal ? error.pointer : "";
      setProblem({ detail: wordsOf(error), pointer });
      say("");
    }
    setBusy(false);
  };

  const putBack = async ({ act }: Reset) => {
    await act();
    setProblem(null);
    setResets(resets + 1);
    say("It is as it was at first.");
    // The button that had the focus goes.
    form.current?.querySelector<HTMLElement>("[type=submit]")?.focus();
  };

  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problem]);

  const isElsewhere = problem !== null && ![...names].some((name) => isOf(problem, name));
  return (
    <form
      ref={form}
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <FormContext.Provider key={resets} value={{ problem, names }}>
        {children}
      </FormContext.Provider>
      <div class="actions">
        <button type="submit" class="main" aria-disabled={busy}>{submit}</button>
        {reset && <Confirm verb="Reset" {...reset} act={() => putBack(reset)} />}
      </div>
      <p role="status" class={problem ? "said trouble" : "said"}>
        {problem ? `Not saved. ${isElsewhere ? problem.detail : "See the field above."}` : said}
      </p>
    </form>
  );
}
