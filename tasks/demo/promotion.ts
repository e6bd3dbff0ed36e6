import { type Article, ARTICLES, SALES } from "./catalogue.ts";

/** How long a flash sale lasts. */
export const SALE_MS = 10 * 60_000;

/** At its start it brings this many times the usual orders on top. */
export const PEAK = 8;

/** After this long a third of them is left (1/e), after ten minutes a fortieth. */
const DECAY_MS = 2.7 * 60_000;

const PRICE_PART = 0.6;

/** The flash sale that is on, if any. */
export class Promotion {
  #beganAt = -Infinity;
  #count = 0;
  articles: readonly Article[] = [];

  /** Puts the next pair of articles on sale. */
  begin(at: number): void {
    const pair: readonly string[] = SALES[this.#count++ % SALES.length] ?? [];
    this.articles = ARTICLES.filter(({ productId }) => pair.includes(productId));
    this.#beganAt = at;
  }

  /** How many times the usual orders it brings on top. */
  rush(at: number): number {
    const age = at - this.#beganAt;
    return age < SALE_MS ? PEAK * Math.exp(-age / DECAY_MS) : 0;
  }

  /** What an article costs at a time, in minor units. */
  priceOf(article: Article, at: number): number {
    const reduced = this.rush(at) > 0 && this.articles.includes(article);
    return reduced ? Math.round(article.price * PRICE_PART) : article.price;
  }
}
