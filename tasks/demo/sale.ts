import { Agenda } from "./agenda.ts";
import type { Article } from "./catalogue.ts";
import { PEAK, Promotion, SALE_MS } from "./promotion.ts";
import { Random } from "./random.ts";
import { Shelves } from "./shelves.ts";
import { type Line, Shoppers } from "./shoppers.ts";
import { Visitors } from "./visitors.ts";

/** Something that is published at a time. */
export interface Moment {
  /** Milliseconds since the simulation began. */
  at: number;
  channel: "orders" | "inventory" | "alerts" | "visits";
  item: Record<string, unknown>;
  /** What is worth telling the person who watches. */
  note?: string;
}

export interface SaleOptions {
  /** The same seed gives the same moments. */
  seed: number;
  /** Orders a minute when nothing is on sale. */
  rate: number;
  /** Amounts are in its minor units. */
  currency: string;
}

const MINUTE_MS = 60_000;
const FIRST_SALE_MS = 10_000;
const SALE_EVERY_MS = 20 * MINUTE_MS;
const CANCELLED_PART = 0.02;
const DELIVERY_MS = { least: 3 * MINUTE_MS, most: 6 * MINUTE_MS };

/** The rate for which the catalogue's stock is made. */
const USUAL_RATE = 20;

/**
 * A shop with a flash sale after ten seconds, and every twenty minutes from then on. It depends on
 * nothing but its options, and never ends.
 */
export function* simulateSale(options: SaleOptions): Generator<Moment, never, void> {
  const shop = new Shop(options);
  for (;;) yield* shop.next();
}

class Shop {
  readonly #agenda = new Agenda<Moment[]>();
  readonly #random: Random;
  readonly #promotion = new Promotion();
  readonly #shelves: Shelves;
  readonly #shoppers: Shoppers;
  readonly #visitors: Visitors;
  readonly #meanGapMs: number;
  #orders = 1_000;

  constructor({ seed, rate, currency }: SaleOptions) {
    this.#random = new Random(seed);
    this.#shelves = new Shelves(rate / USUAL_RATE);
    this.#shoppers = new Shoppers(this.#random, this.#promotion, currency);
    this.#visitors = new Visitors(this.#random);
    this.#meanGapMs = MINUTE_MS / (rate * (1 + PEAK));
    this.#agenda.add(0, (at) => this.#open(at));
    this.#agenda.add(0, (at) => this.#look(at));
    this.#agenda.add(0, (at) => this.#plan(at));
    this.#agenda.add(FIRST_SALE_MS, (at) => this.#beginSale(at));
  }

  /** What the next thing to happen publishes, which may be nothing. */
  next(): Moment[] {
    return this.#agenda.next();
  }

  #open(at: number): Moment[] {
    return this.#shelves.items().map((item) => ({ at, channel: "inventory", item }));
  }

  #look(at: number): Moment[] {
    this.#agenda.add(at + Visitors.PULSE_MS, (at) => this.#look(at));
    const visitors = this.#visitors.pulse(at, 1 + this.#promotion.rush(at) / 3);
    return visitors.map((visitor) => ({ at, channel: "visits", item: { visitor } }));
  }

  #plan(at: number): Moment[] {
    this.#agenda.add(at + this.#random.gap(this.#meanGapMs), (at) => this.#arrive(at));
    return [];
  }

  /** Shoppers come as often as at a sale's height, and are let in as its rush has it (thinning). */
  #arrive(at: number): Moment[] {
    this.#plan(at);
    const rush = this.#promotion.rush(at);
    return this.#random.chance((1 + rush) / (1 + PEAK)) ? this.#sell(at) : [];
  }

  #sell(at: number): Moment[] {
    const id = `W-${++this.#orders}`;
    const lines = this.#shoppers.basket(at);
    for (const { article, quantity } of lines) {
      this.#shelves.move(article, -quantity);
      if (this.#shelves.orderIfLow(article)) this.#awaitDelivery(at, article);
    }
    if (this.#random.chance(CANCELLED_PART)) {
      const cancelAt = at + this.#random.between(20_000, 120_000);
      this.#agenda.add(cancelAt, (at) => this.#cancel(at, id, lines));
    }
    return [{ at, channel: "orders", item: this.#shoppers.order(id, lines) }];
  }

  #cancel(at: number, id: string, lines: readonly Line[]): Moment[] {
    for (const { article, quantity } of lines) this.#shelves.move(article, quantity);
    return [{ at, channel: "orders", item: { id, status: "cancelled" } }];
  }

  /** Goods are reordered when they are low, and come when it may be late already. */
  #awaitDelivery(at: number, article: Article): void {
    const { least, most } = DELIVERY_MS;
    this.#agenda.add(at + this.#random.between(least, most), (at) => {
      const delta = this.#shelves.fill(article);
      const note = `Delivery of ${delta} × ${article.name}`;
      return [{ at, channel: "inventory", item: { productId: article.productId, delta }, note }];
    });
  }

  #beginSale(at: number): Moment[] {
    this.#agenda.add(at + SALE_EVERY_MS, (at) => this.#beginSale(at));
    this.#agenda.add(at + SALE_MS, (at) => [announce(at, "The flash sale is over", "")]);
    this.#promotion.begin(at);
    const names = this.#promotion.articles.map(({ name }) => name).join(" and ");
    return [announce(at, `Flash sale: ${names}`, "40 % off for ten minutes: watch their stock.")];
  }
}

function announce(at: number, title: string, message: string): Moment {
  return { at, channel: "alerts", item: { title, message, severity: "info" }, note: title };
}
