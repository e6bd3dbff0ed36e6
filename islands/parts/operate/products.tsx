import { useState } from "preact/hooks";
import { count, counted } from "../format.ts";
import { ask } from "./ask.ts";
import type { Loaded, Product, Products } from "./data.ts";
import { NumberField } from "./fields.tsx";
import { Form } from "./form.tsx";
import { numberIn } from "./read.ts";
import { Section, usePart, WhenLoaded } from "./section.tsx";

interface ProductsProps {
  initial: Loaded<Products>;
  /** The store's threshold. */
  threshold: number;
}

/** From when on each product's stock is low. */
export function ProductsSection({ initial, threshold }: ProductsProps) {
  const part = usePart(initial, "/api/products");
  const [said, say] = useState("");

  async function find(query: string): Promise<void> {
    await part.load(`/api/products?query=${encodeURIComponent(query)}`);
    say(query === "" ? "All products." : `Products with “${query}”.`);
  }

  return (
    <Section
      id="products"
      title="Products' thresholds"
      hint="Stock below its threshold is low, and an alert says so. An order system that sends a threshold with a level sets it too: the last one stands."
    >
      <form
        role="search"
        aria-label="Products"
        class="search"
        onSubmit={(event) => {
          event.preventDefault();
          void find(String(new FormData(event.currentTarget).get("query") ?? "").trim());
        }}
      >
        <label for="product-query">Name or id</label>
        <input id="product-query" name="query" type="search" autocomplete="off" />
        <button type="submit">Find</button>
      </form>
      <p role="status" class="spoken">{said}</p>
      <WhenLoaded part={part}>
        {({ products, more }) => (
          <>
            {products.length === 0 && <p>No product whose level was told is called so.</p>}
            <ul class="rows">
              {products.map((product) => (
                <ProductRow key={product.productId} product={product} threshold={threshold} />
              ))}
            </ul>
            {more && <p class="hint">There are more than these: find the one you mean.</p>}
          </>
        )}
      </WhenLoaded>
    </Section>
  );
}

function ProductRow({ product, threshold }: { product: Product; threshold: number }) {
  const [{ productId, name, available, ownThreshold, state }, setProduct] = useState(product);

  async function save(data: FormData): Promise<string> {
    const change = { threshold: numberIn(data, "/threshold") };
    const path = `/api/products/${encodeURIComponent(productId)}`;
    const changed = await ask<Product>("PATCH", path, change);
    setProduct(changed);
    const below = counted(changed.threshold, "unit");
    return change.threshold === null
      ? `Saved: the store's, low below ${below}.`
      : `Saved: low below ${below}.`;
  }

  return (
    <li>
      <div class="row-name">
        <strong>{name}</strong> {name !== productId && <span class="hint">{productId}</span>}
        <p class="hint">{levelIn(state, available)}</p>
      </div>
      <Form label={`Threshold of ${name}`} submit="Save" save={save}>
        <NumberField
          name="/threshold"
          label="Low below"
          hint={`Empty: the store's, ${count(threshold)}.`}
          value={ownThreshold ?? ""}
        />
      </Form>
    </li>
  );
}

/** `20 left`, `4 left, low`, `out of stock`, `oversold by 3`. */
function levelIn(state: Product["state"], available: number): string {
  if (state === "oversold") return `oversold by ${count(-available)}`;
  if (state === "out") return "out of stock";
  return `${count(available)} left${state === "low" ? ", low" : ""}`;
}
