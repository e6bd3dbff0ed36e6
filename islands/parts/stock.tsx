import type { ComponentChild } from "preact";
import { useComputed } from "@preact/signals";
import type { LowStock } from "../../lib/metrics.ts";
import { Card, Nothing, Scroller } from "./card.tsx";
import { useDesk } from "./context.ts";
import { Counted } from "./counted.tsx";
import { Find, has } from "./find.tsx";
import { count } from "./format.ts";
import { Empty, Stop, Tick, Warning } from "./icons.tsx";

const STATES: Record<LowStock["state"], { word: string; icon: () => ComponentChild }> = {
  oversold: { word: "Oversold", icon: Stop },
  out: { word: "Out", icon: Empty },
  low: { word: "Low", icon: Warning },
};
const WORST_FIRST = ["oversold", "out", "low"] as const;

/** The products that will be missed next, worst first. */
export function Stock() {
  const { live: { cells }, sought } = useDesk();
  const all = cells.lowStock.value;
  const products = all.filter(({ name, productId }) => has(sought.value, name, productId));
  return (
    <Card
      name="stock"
      title="Low stock"
      note={useComputed(() => summarise(cells.lowStock.value))}
      aside={<Find />}
    >
      {products.length === 0
        ? all.length > 0
          ? <p class="nothing">None of these is called so.</p>
          : <Nothing icon={<Tick />}>Every product is above its threshold.</Nothing>
        : (
          <Scroller label="Low stock, worst first">
            <table>
              <thead>
                <tr>
                  <th scope="col">Product</th>
                  <th scope="col" class="number">
                    Available <Counted of="available" />
                  </th>
                  <th scope="col">
                    State <Counted of="stockState" />
                  </th>
                </tr>
              </thead>
              <tbody>
                {products.map((product) => <Row key={product.productId} product={product} />)}
              </tbody>
            </table>
          </Scroller>
        )}
    </Card>
  );
}

/** `1 oversold · 2 out · 5 low`. */
function summarise(products: readonly LowStock[]): string {
  return WORST_FIRST
    .map((state) => ({ state, n: products.filter((product) => product.state === state).length }))
    .filter(({ n }) => n > 0)
    .map(({ state, n }) => `${n} ${state}`)
    .join(" · ");
}

function Row({ product }: { product: LowStock }) {
  const { productId, name, available, threshold, state } = product;
  const { word, icon: Icon } = STATES[state];
  return (
    <tr data-product={productId}>
      <th scope="row">
        <span class="name" title={name}>{name}</span>
        {name !== productId && <span class="sub">{productId}</span>}
      </th>
      <td class="number">
        <span class="available">{count(available).replace("-", "−")}</span>
        <span class="sub">of {count(threshold)}</span>
        <Level part={available / threshold} />
      </td>
      <td>
        <span class={`chip ${state}`}>
          <Icon />
          {word}
        </span>
      </td>
    </tr>
  );
}

/** How much of the threshold is left, to see at a glance; the number stands beside it. */
function Level({ part }: { part: number }) {
  const width = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <svg class="level" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="level-all" width="100" height="4" />
      <rect class="level-left" width={width} height="4" />
    </svg>
  );
}
