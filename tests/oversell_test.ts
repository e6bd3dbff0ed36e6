import assert from "node:assert/strict";
import { type Sale, SellingShop } from "./flash_sale.ts";
import { poll } from "./harness/wait.ts";
import { openPauses, trailOf } from "./pauses.ts";

const SALE: Sale = { stock: 300, buyers: 200, purchases: 5, looks: [500, 1_500], pays: [50, 200] };

/** A whole sale with the guard on or off, and what the board says of it at its end. */
async function sellAll(on: boolean) {
  await using database = await openPauses();
  await database.keep("guard", { on, dryRun: false });
  const server = await database.openServer({ ALLOW_PRIVATE_TARGETS: "127.0.0.1" });
  await using shop = await SellingShop.open(server, SALE);
  await database.addTarget(shop.webhook);
  await shop.sell();
  await poll(async () => (await server.metrics()).ordersToday === shop.sold);
  const product = (await server.metrics()).inventoryAtRisk.find(({ productId }) =>
    productId === "mug"
  );
  const oversold = Math.max(0, -(product?.available ?? SALE.stock));
  return { shop, oversold, trail: await trailOf(server) };
}

Deno.test("guard: 200 buy at once: with the guard less than half the units are oversold, by one signed webhook", async () => {
  const [without, guarded] = await Promise.all([sellAll(false), sellAll(true)]);
  console.log(`Oversold without the guard: ${without.oversold}, with it: ${guarded.oversold}`);

  assert.deepEqual([without.shop.askedAt.length, without.trail], [0, []]);
  assert.equal(without.oversold, SALE.buyers * SALE.purchases - SALE.stock);
  assert.deepEqual([guarded.shop.askedAt.length, guarded.shop.refused], [1, 0]);
  assert.equal(guarded.oversold, Math.max(0, guarded.shop.sold - SALE.stock));
  assert.ok(guarded.oversold < without.oversold / 2, `${guarded.oversold} of ${without.oversold}`);
  assert.deepEqual(
    guarded.trail.map(({ askedBy, outcome, productId }) => [askedBy, outcome, productId]),
    [["rule", "asked", "mug"]],
  );
});
