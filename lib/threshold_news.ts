import type { Command } from "./command.ts";
import type { Hub } from "./hub.ts";
import type { Ingest } from "./ingest.ts";
import type { ProductIndex } from "./products.ts";

/** Products told of in one transaction: orders get in between. */
const STEP = 500;

/**
 * Tells every board the store's threshold, of the products that go by it and are shown with another.
 * Called again after a failure it goes on where it was.
 *
 * @throws FlashboardError `unavailable` when the database is away.
 */
export async function tellThreshold(
  threshold: number,
  { products, hub, ingest }: {
    products: ProductIndex;
    hub: Pick<Hub, "product">;
    ingest: Pick<Ingest, "publish">;
  },
): Promise<void> {
  const ids = (await products.withoutThreshold())
    .filter((id) => hub.product(id)?.threshold !== threshold);
  for (let at = 0; at < ids.length; at += STEP) {
    const commands = ids.slice(at, at + STEP).map((productId, index): Command => {
      return { type: "threshold", index, productId, threshold: null };
    });
    await ingest.publish({ commands });
  }
}
