import { type Signal, useComputed } from "@preact/signals";
import { addDays, dateAt, timeAt } from "../../../lib/zone.ts";
import { useDesk } from "../context.ts";
import type { Choice, Compared } from "./compare.ts";

const KINDS: Record<Choice["kind"], string> = {
  yesterday: "Yesterday",
  day: "An earlier day…",
  start: "From a start…",
};

interface ChooserProps {
  choice: Signal<Choice>;
  compared: Compared;
}

/** The key to the two lines; the second says and chooses what today is compared with. */
export function Chooser({ choice, compared }: ChooserProps) {
  const { live } = useDesk();
  const zone = live.cells.timeZone.value;
  const day = useComputed(() => dateAt(Date.parse(live.cells.day.value.start), zone)).value;
  const chosen = choice.value;

  function choose(kind: string) {
    const date = addDays(day, -7);
    const time = timeAt(live.lastAt.peek(), zone);
    if (kind === "day") choice.value = { kind, date };
    else if (kind === "start") choice.value = { kind, date, time, today: time };
    else choice.value = { kind: "yesterday" };
  }

  return (
    <div class="chooser">
      <span class="key now">Today</span>
      <label class="key then">
        <span class="spoken">Compare today with</span>
        <select value={chosen.kind} onChange={(event) => choose(event.currentTarget.value)}>
          {Object.entries(KINDS).map(([kind, words]) => (
            <option key={kind} value={kind}>{words}</option>
          ))}
        </select>
      </label>
      {chosen.kind !== "yesterday" && (
        <input
          type="date"
          aria-label="Day to compare with"
          required
          max={chosen.kind === "day" ? addDays(day, -1) : day}
          value={chosen.date}
          onChange={(event) => setValid(choice, event.currentTarget, "date")}
        />
      )}
      {chosen.kind === "start" && (
        <>
          <Time of={choice} name="time" value={chosen.time} label="When it began on that day" />
          <span>against today from</span>
          <Time of={choice} name="today" value={chosen.today} label="When it began today" />
        </>
      )}
      {compared.failed.value && <span class="chooser-failed">That day could not be read.</span>}
    </div>
  );
}

interface TimeProps {
  of: Signal<Choice>;
  name: "time" | "today";
  value: string;
  label: string;
}

function Time({ of, name, value, label }: TimeProps) {
  return (
    <input
      type="time"
      aria-label={label}
      required
      value={value}
      onChange={(event) => setValid(of, event.currentTarget, name)}
    />
  );
}

/** Half a date is no choice: the last whole one stays. */
function setValid(choice: Signal<Choice>, input: HTMLInputElement, name: string): void {
  if (input.checkValidity()) choice.value = { ...choice.value, [name]: input.value };
}
