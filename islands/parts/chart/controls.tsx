import type { Signal } from "@preact/signals";
import type { Measure } from "../../../lib/series.ts";
import { type Model, RANGES } from "./model.ts";

interface SegmentsProps<T> {
  label: string;
  of: Signal<T>;
  options: readonly (readonly [value: T, words: string])[];
}

/** A row of buttons of which one is pressed. */
function Segments<T>({ label, of, options }: SegmentsProps<T>) {
  return (
    <span class="segments" role="group" aria-label={label}>
      {options.map(([value, words]) => (
        <button
          type="button"
          key={words}
          aria-pressed={of.value === value}
          onClick={() => of.value = value}
        >
          {words}
        </button>
      ))}
    </span>
  );
}

const MEASURES: [Measure, string][] = [["orders", "Orders"], ["revenue", "Revenue"]];

interface ControlsProps {
  model: Model;
  asTable: Signal<boolean>;
  onSave(): void;
}

/** What the chart shows, over which time, and in which form. */
export function Controls({ model: { measure, range }, asTable, onSave }: ControlsProps) {
  return (
    <div class="chart-controls">
      <Segments label="What is drawn" of={measure} options={MEASURES} />
      <Segments
        label="Over which time"
        of={range}
        options={RANGES.map((hours) => [hours, hours === 24 ? "Day" : `${hours} h`] as const)}
      />
      <button
        type="button"
        class="quiet"
        aria-pressed={asTable.value}
        onClick={() => asTable.value = !asTable.value}
      >
        {asTable.value ? "Show as chart" : "Show as table"}
      </button>
      <button type="button" class="quiet" title="Download these minutes" onClick={onSave}>
        CSV
      </button>
    </div>
  );
}
