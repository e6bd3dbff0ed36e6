import { formatMoney } from "../../lib/money.ts";
import { type Article, ARTICLES, NAMES } from "./catalogue.ts";
import type { Promotion } from "./promotion.ts";
import type { Random } from "./random.ts";

/** A line of a basket. */
export interface Line {
  article: Article;
  quantity: number;
  /** Of one unit, in minor units. */
  price: number;
}

const ONE_MORE = 0.3;
const MOST_LINES = 4;

/** Decides who buys what. */
export class Shoppers {
  readonly #random: Random;
  readonly #promotion: Promotion;
  readonly #currency: string;

  constructor(random: Random, promotion: Promotion, currency: string) {
    this.#random = random;
    this.#promotion = promotion;
    this.#currency = currency;
  }

  /** Fills a basket; during a sale most come for what is on sale. */
  basket(at: number): Line[] {
    const rush = this.#promotion.rush(at);
    const articles = new Set<Article>();
    const lured = this.#random.chance(rush / (1 + rush));
    articles.add(lured ? this.#random.pick(this.#promotion.articles) : this.#anything());
    while (articles.size < MOST_LINES && this.#random.chance(ONE_MORE)) {
      articles.add(this.#anything());
    }
    return [...articles].map((article) => {
      const quantity = this.#random.pick([1, 1, 1, 1, 2, 2, 3]);
      return { article, quantity, price: this.#promotion.priceOf(article, at) };
    });
  }

  /** An order as it is published. */
  order(id: string, lines: readonly Line[]): Record<string, unknown> {
    const total = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
    const items = lines.map(({ article: { productId, name }, quantity, price }) => {
      return { productId, name, quantity, price: this.#money(price) };
    });
    return { id, customer: this.#name(), total: this.#money(total), items };
  }

  #anything(): Article {
    return this.#random.pick(ARTICLES, ({ weight }) => weight);
  }

  #name(): string {
    const [given, family] = this.#random.pick(NAMES);
    return `${this.#random.pick(given.split(" "))} ${this.#random.pick(family.split(" "))}`;
  }

  #money(minor: number): string {
    return formatMoney(BigInt(minor), this.#currency);
  }
}
