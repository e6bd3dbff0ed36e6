import type { ComponentChildren } from "preact";
import { AsOf } from "./card.tsx";
import { Counted } from "./counted.tsx";
import type { CountedName } from "./counted_names.ts";

interface TileProps {
  name: string;
  label: string;
  counted: CountedName;
  /** The stretch of time that the number is about, where the label does not say. */
  span?: string;
  /** How it stands against yesterday. */
  change: ComponentChildren;
  detail: ComponentChildren;
  /** The last hour of it. */
  spark: ComponentChildren;
  children: ComponentChildren;
}

/** One number, large: what it is, over which time, and how it stands. */
export function Tile({ name, label, counted, span, change, detail, spark, children }: TileProps) {
  return (
    <div class={`tile ${name}`}>
      <dt>
        {label} {span && <span class="span">({span})</span>}
        <Counted of={counted} />
      </dt>
      <dd class="value" data-value={name}>{children}</dd>
      <dd class="change-line">{change}</dd>
      <dd class="detail">{detail}</dd>
      <dd class="spark-line" aria-hidden="true">{spark}</dd>
      <dd class="tile-as-of">
        <AsOf />
      </dd>
    </div>
  );
}
