import { type Article, ARTICLES } from "./catalogue.ts";

interface Level {
  available: number;
  full: number;
  threshold: number;
  onOrder: boolean;
}

/** What is left of each article, as the shop's own books have it. */
export class Shelves {
  readonly #levels: ReadonlyMap<string, Level>;

  /** @param scale 2 for a shop that sells twice what the catalogue is made for. */
  constructor(scale: number) {
    this.#levels = new Map(ARTICLES.map(({ productId, available, shelf, threshold }) => {
      const level = {
        available: Math.ceil(available * scale),
        full: Math.ceil(shelf * scale),
        threshold: Math.ceil(threshold * scale),
        onOrder: false,
      };
      return [productId, level];
    }));
  }

  /** All levels, as they are published to `inventory`. */
  items(): Record<string, unknown>[] {
    return ARTICLES.map(({ productId, name }) => {
      const { available, threshold } = this.#level(productId);
      return { productId, name, available, threshold };
    });
  }

  /** Books units in, or out when it is negative. */
  move({ productId }: Article, units: number): void {
    this.#level(productId).available += units;
  }

  /** Orders an article when it is low; false when it is not, or is on order already. */
  orderIfLow({ productId }: Article): boolean {
    const level = this.#level(productId);
    if (level.onOrder || level.available >= level.threshold) return false;
    level.onOrder = true;
    return true;
  }

  /** Fills a shelf up, and says how many units that took. */
  fill({ productId }: Article): number {
    const level = this.#level(productId);
    const delta = level.full - level.available;
    level.available = level.full;
    level.onOrder = false;
    return delta;
  }

  #level(productId: string): Level {
    const level = this.#levels.get(productId);
    if (!level) throw new RangeError(`No shelf holds ${productId}`);
    return level;
  }
}
