import type { KeptProduct, ProductIndex } from "../products.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

/** Products as the ledger keeps them. */
export class PostgresProducts implements ProductIndex {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  find(query: string, limit: number): Promise<KeptProduct[]> {
    return orUnavailable(async () => [
      ...await this.#sql<KeptProduct[]>`
        select product_id as "productId", name, available, threshold from flashboard.stock
        where strpos(lower(coalesce(name, '') || chr(10) || product_id), lower(${query})) > 0
        order by lower(coalesce(name, product_id)), product_id limit ${limit}`,
    ]);
  }

  get(productId: string): Promise<KeptProduct | null> {
    return orUnavailable(async () => {
      const [row] = await this.#sql<KeptProduct[]>`
        select product_id as "productId", name, available, threshold
        from flashboard.stock where product_id = ${productId}`;
      return row ?? null;
    });
  }

  withoutThreshold(): Promise<string[]> {
    return orUnavailable(async () => {
      const rows = await this.#sql<{ id: string }[]>`
        select product_id as id from flashboard.stock where threshold is null`;
      return rows.map(({ id }) => id);
    });
  }
}
