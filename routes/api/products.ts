import type { Context } from "hono";
import { FlashboardError } from "../../lib/error.ts";
import {
  type KeptProduct,
  readProductChange,
  readSearch,
  shownProduct,
} from "../../lib/products.ts";
import type { Services } from "../../lib/services.ts";
import { readJson } from "../../lib/web/json_body.ts";

/** Products whose level was told, and from when on their stock is low. */
export function products({ products, ingest, store }: Services) {
  const shown = (product: KeptProduct) => shownProduct(product, store().lowStockThreshold);

  return {
    /** `GET /api/products?query=&limit=` */
    async list(c: Context): Promise<Response> {
      const { query, limit } = readSearch(c.req.query("query"), c.req.query("limit"));
      const found = await products.find(query, limit + 1);
      return c.json({ products: found.slice(0, limit).map(shown), more: found.length > limit });
    },

    /** `PATCH /api/products/{productId}`: a fact of the log, so that all boards and alerts follow. */
    async change(c: Context): Promise<Response> {
      const productId = c.req.param("productId") ?? "";
      const { threshold } = readProductChange(await readJson(c, '{"threshold":25}'));
      await ingest.publish({ commands: [{ type: "threshold", index: 0, productId, threshold }] });
      const product = await products.get(productId);
      if (product) return c.json(shown(product));
      throw new FlashboardError(
        "not_found",
        `No level of ${
          JSON.stringify(productId.slice(0, 200))
        } was told: publish its "available" first`,
      );
    },
  };
}
