import { useComputed } from "@preact/signals";
import type { ProductAtRisk } from "../../lib/at_risk.ts";
import { AskToPause } from "./ask_to_pause.tsx";
import { Card, Nothing, Scroller } from "./card.tsx";
import { useDesk } from "./context.ts";
import { Counted } from "./counted.tsx";
import { CoverCell } from "./cover.tsx";
import { Find, has } from "./find.tsx";
import { count } from "./format.ts";
import { Tick } from "./icons.tsx";
import { State } from "./state.tsx";

const WORST_FIRST = ["oversold", "out", "low"] as const;

/** The products that will be missed next, oversold first and then by when they run out. */
export function Stock() {
  const { live: { cells }, sought } = useDesk();
  const all = cells.inventoryAtRisk.value;
  const products = all.filter(({ name, productId }) => has(sought.value, name, productId));
  return (
    <Card
      name="stock"
      title="Inventory at risk"
      note={useComputed(() => summarise(cells.inventoryAtRisk.value))}
      aside={<Find />}
    >
      {products.length === 0
        ? all.length > 0
          ? <p class="nothing">None of these is called so.</p>
          : <Nothing icon={<Tick />}>No product is low or about to run out.</Nothing>
        : (
          <Scroller label="Inventory at risk, what runs out first on top">
            <table>
              <thead>
                <tr>
                  <th scope="col">Product</th>
                  <th scope="col" class="number">
                    Available <Counted of="available" />
                  </th>
                  <th scope="col" class="number beside">
                    Sold, 5 min <Counted of="soldLately" />
                  </th>
                  <th scope="col">
                    Runs out in <Counted of="cover" />
                  </th>
                  <th scope="col" class="beside">
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

/** `1 oversold · 2 out · 5 low · 3 run out soon`. */
function summarise(products: readonly ProductAtRisk[]): string {
  const states = WORST_FIRST.map((state) => {
    return { word: state, n: products.filter((product) => product.state === state).length };
  });
  const soon = products.filter(({ level, available }) => level !== "ok" && available > 0).length;
  return [...states, { word: soon === 1 ? "runs out soon" : "run out soon", n: soon }]
    .filter(({ n }) => n > 0)
    .map(({ word, n }) => `${n} ${word}`)
    .join(" · ");
}

function Row({ product }: { product: ProductAtRisk }) {
  const { productId, name, available, threshold, state, soldIn5Min } = product;
  const sold = count(soldIn5Min);
  return (
    <tr data-product={productId}>
      <th scope="row">
        <span class="name" title={name}>{name}</span>
        {name !== productId && <span class="sub">{productId}</span>}
        <span class="sub below">{sold} sold in 5 min</span>
        <span class="below">
          <State product={product} />
        </span>
      </th>
      <td class="number">
        <span class="available">{count(available).replace("-", "−")}</span>
        {state === "low" && <span class="sub">low below {count(threshold)}</span>}
      </td>
      <td class="number beside">{sold}</td>
      <CoverCell product={product}>
        <span class="below">
          <AskToPause productId={productId} name={name} />
        </span>
      </CoverCell>
      <td class="beside">
        <State product={product} />
        <AskToPause productId={productId} name={name} />
      </td>
    </tr>
  );
}
