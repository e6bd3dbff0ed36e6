import type { ComponentChild } from "preact";
import type { Alert } from "../../lib/alert.ts";
import type { Cells } from "../../lib/cells.ts";
import type { Live } from "../../lib/live.ts";
import type { ProductAtRisk } from "../../lib/at_risk.ts";
import { inMinutes, timeInDay } from "./format.ts";
import { Stop, Tick } from "./icons.tsx";
import { LEVELS, STATES } from "./stock_states.tsx";
import { shortCount } from "./tv_format.ts";

/** As many as a wall has room for. */
const PRODUCTS = 5;
const ALERTS = 3;

/** The products that will be missed next, worst first. */
export function TvStock({ live: { cells, connection } }: { live: Live }) {
  const isOld = connection.value === "stale" || connection.value === "offline";
  const products = cells.inventoryAtRisk.value;
  return (
    <List
      name="stock"
      title="At risk"
      none="No product is low or about to run out."
      rest={products.length - PRODUCTS}
    >
      {products.slice(0, PRODUCTS).map((product) => (
        <Product key={product.productId} product={product} isOld={isOld} />
      ))}
    </List>
  );
}

/** A product, with the minutes that it lasts where that can be told: of old numbers they would be wrong. */
function Product({ product, isOld }: { product: ProductAtRisk; isOld: boolean }) {
  const { productId, name, available, state, level, cover } = product;
  const isSoon = cover !== null && level !== "ok";
  const { word, icon: Icon } = isSoon ? LEVELS[level] : STATES[state];
  return (
    <li data-product={productId} class={isSoon ? level : state}>
      <Icon />
      <span class="tv-name">{name}</span>
      <span class="tv-left">{shortCount(available, 4)}</span>
      <span class="tv-state">{cover && !isOld ? inMinutes(cover.minutes) : word}</span>
    </li>
  );
}

/**
 * The newest critical alerts, by their titles: a message may name a customer or a sum, and nobody reads it
 * from three metres.
 */
export function TvAlerts({ live: { cells, rail } }: { live: Live }) {
  const critical = rail.open.value.filter(({ severity }) => severity === "critical");
  return (
    <List
      name="alerts"
      title="Critical"
      none="No critical alerts."
      rest={critical.length - ALERTS}
    >
      {critical.slice(0, ALERTS).map((alert) => (
        <Item
          key={alert.id}
          alert={alert}
          cells={cells}
        />
      ))}
    </List>
  );
}

function Item({ alert, cells }: { alert: Alert; cells: Cells }) {
  const { id, title, at } = alert;
  return (
    <li data-alert={id}>
      <Stop />
      <span class="tv-name">{title}</span>
      <time dateTime={at}>{timeInDay(at, cells.day.value.start, cells.timeZone.value)}</time>
    </li>
  );
}

interface ListProps {
  name: string;
  title: string;
  /** Stands there when there is nothing to list. */
  none: string;
  /** How many there are besides those that are listed; not shown when there are none. */
  rest: number;
  children: ComponentChild[];
}

function List({ name, title, none, rest, children }: ListProps) {
  return (
    <section class={`tv-list ${name}`} aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>{title}</h2>
      {rest > 0 && <p class="tv-rest">and {rest} more</p>}
      {children.length > 0 ? <ul>{children}</ul> : (
        <p class="tv-nothing">
          <Tick /> {none}
        </p>
      )}
    </section>
  );
}
