import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { useTrouble } from "./form.tsx";

interface FieldProps {
  /** JSON Pointer of its value. */
  name: string;
  label: string;
  hint?: string | undefined;
}

interface TextProps extends FieldProps {
  /** What it holds at first. */
  value?: string | number;
  maxLength?: number;
}

/** A line of text. */
export function TextField({ name, label, hint, value, maxLength }: TextProps) {
  const { id, describedBy, trouble, notes } = useNotes(name, hint);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        type="text"
        id={id}
        name={name}
        defaultValue={value}
        maxLength={maxLength}
        autocomplete="off"
        aria-invalid={trouble !== undefined}
        aria-describedby={describedBy}
      />
      {notes}
    </div>
  );
}

/** A number; empty is none. */
export function NumberField({ name, label, hint, value }: Omit<TextProps, "maxLength">) {
  const { id, describedBy, trouble, notes } = useNotes(name, hint);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        type="number"
        step="any"
        inputMode="decimal"
        id={id}
        name={name}
        defaultValue={value}
        autocomplete="off"
        aria-invalid={trouble !== undefined}
        aria-describedby={describedBy}
      />
      {notes}
    </div>
  );
}

/** Several lines of text. */
export function LinesField({ name, label, hint, value }: FieldProps & { value: string }) {
  const { id, describedBy, trouble, notes } = useNotes(name, hint);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        name={name}
        rows={3}
        defaultValue={value}
        aria-invalid={trouble !== undefined}
        aria-describedby={describedBy}
      />
      {notes}
    </div>
  );
}

interface ChoiceProps extends FieldProps {
  /** Words by value. */
  words: Record<string, string>;
  chosen: string | undefined;
  onChoose?(value: string): void;
}

/** One of a few. */
export function ChoiceField({ name, label, hint, words, chosen, onChoose }: ChoiceProps) {
  const { id, describedBy, trouble, notes } = useNotes(name, hint);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        aria-invalid={trouble !== undefined}
        aria-describedby={describedBy}
        onChange={({ currentTarget }) => onChoose?.(currentTarget.value)}
      >
        {Object.entries(words).map(([value, word]) => (
          <option
            key={value}
            value={value}
            selected={value === chosen}
            ref={(option) => {
              // Or a reset of the form would choose the first.
              if (option) option.defaultSelected = value === chosen;
            }}
          >
            {word}
          </option>
        ))}
      </select>
      {notes}
    </div>
  );
}

interface CheckProps extends FieldProps {
  checked: boolean;
  value?: string;
}

/** Yes or no. */
export function CheckField({ name, label, hint, checked, value = "on" }: CheckProps) {
  const { id, describedBy, trouble, notes } = useNotes(name, hint);
  return (
    <div class="field check">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        defaultChecked={checked}
        aria-invalid={trouble !== undefined}
        aria-describedby={describedBy}
      />
      <label for={id}>{label}</label>
      {notes}
    </div>
  );
}

interface GroupProps extends FieldProps {
  /** Words by value. */
  words: Record<string, string>;
  chosen: readonly string[];
  children?: ComponentChildren;
}

/** Any of a few, each under the group's name. */
export function GroupField({ name, label, hint, words, chosen, children }: GroupProps) {
  const { id, describedBy, trouble, notes } = useNotes(name, hint);
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      aria-describedby={describedBy}
      aria-invalid={trouble === undefined ? undefined : "true"}
    >
      <legend>{label}</legend>
      {Object.entries(words).map(([value, word]) => (
        <label key={value} class="check">
          <input
            type="checkbox"
            name={name}
            value={value}
            defaultChecked={chosen.includes(value)}
          />{" "}
          {word}
        </label>
      ))}
      {children}
      {notes}
    </fieldset>
  );
}

/** The hint and the trouble of a field, and how they are tied to it. */
function useNotes(name: string, hint: string | undefined) {
  const id = useId();
  const trouble = useTrouble(name);
  const [hintId, troubleId] = [`${id}-hint`, `${id}-trouble`];
  const ids = [...trouble === undefined ? [] : [troubleId], ...hint === undefined ? [] : [hintId]];
  const notes = (
    <>
      {hint !== undefined && <p id={hintId} class="hint">{hint}</p>}
      {trouble !== undefined && <p id={troubleId} class="trouble">{trouble}</p>}
    </>
  );
  return { id, trouble, notes, describedBy: ids.join(" ") || undefined };
}
