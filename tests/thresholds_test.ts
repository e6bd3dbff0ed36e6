import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Publication } from "../lib/command.ts";
import type { Product } from "../lib/inventory.ts";
import { anyPublications } from "./builders.ts";
import { PureShop } from "./pure_shop.ts";
import { poll } from "./harness/wait.ts";
import { ask, openServers } from "./operator.ts";
import { anOrder, openShop } from "./shop.ts";

/** What each product's level is once publications were decided, one after the other. */
function levelsAfter(publications: Publication[]) {
  const shop = new PureShop();
  for (const publication of publications) shop.commit([publication]);
  return new Map(
    [...shop.state.stock].map(([id, { available, counted }]) => [id, { available, counted }]),
  );
}

Deno.test("thresholds: whatever is published in between, a change of a threshold changes no level", () => {
  fc.assert(fc.property(anyPublications, (publications) => {
    const without = publications.map(({ commands }) => ({
      commands: commands.filter(({ type }) => type !== "threshold"),
    }));
    assert.deepEqual(levelsAfter(publications), levelsAfter(without));
  }));
});

Deno.test("thresholds: changed on two servers while orders come on both, no unit is lost", async () => {
  await using servers = await openServers();
  const { here, there } = servers;
  await here.publish("inventory", { productId: "mug", name: "Mug", available: 50 });
  const both = [here, there];
  await Promise.all(both.flatMap((shop, which) =>
    Array.from({ length: 40 }, async (_, at) => {
      if (at % 4 > 0) return await shop.publish("orders", anOrder());
      const change = { threshold: at + which };
      const { status } = await ask(shop, "PATCH", "/api/products/mug", change);
      assert.equal(status, 200);
    })
  ));
  const { body } = await ask(there, "GET", "/api/products?query=MUG");

  const { available, threshold } = body.products[0];
  assert.equal(available, 50 - 60);
  const told = [{ productId: "mug", name: "Mug", available, threshold, state: "oversold" }];
  for (const shop of both) {
    await poll(async () => (await shop.metrics()).lowStock[0]?.available === available);
    assert.deepEqual((await shop.metrics()).lowStock, told);
  }
});

Deno.test("thresholds: a higher one rings the alarm on every board, and the store's comes back with null", async () => {
  await using servers = await openServers({ LOW_STOCK_THRESHOLD: "5" });
  const { here, there } = servers;
  await here.publish("inventory", { productId: "a/b ?", available: 20 });
  const path = `/api/products/${encodeURIComponent("a/b ?")}`;
  const higher = await ask(here, "PATCH", path, { threshold: 30 });
  const product = { productId: "a/b ?", name: "a/b ?", available: 20 };
  const low = { ...product, threshold: 30, ownThreshold: 30, state: "low" };
  assert.deepEqual([higher.status, higher.body], [200, low]);
  assert.ok(await poll(async () => (await there.metrics()).alerts.length === 1));
  assert.equal((await there.metrics()).alerts[0]?.title, "Low stock: a/b ?");

  const back = await ask(there, "PATCH", path, { threshold: null });
  const well = { ...product, threshold: 5, ownThreshold: null, state: "ok" };
  assert.deepEqual([back.status, back.body], [200, well]);
  assert.ok(await poll(async () => (await here.metrics()).lowStock.length === 0));
});

Deno.test("thresholds: the store's is told of every product that goes by it, and of no other", async () => {
  await using shop = await openShop({ LOW_STOCK_THRESHOLD: "5" });
  await shop.publish("inventory", [
    { productId: "mug", available: 20 },
    { productId: "cup", available: 20, threshold: 8 },
    { productId: "pot", available: 100 },
  ]);
  const store = { name: "Mugs", lowStockThreshold: 30 };
  await ask(shop, "PUT", "/api/settings/store", store);
  const { lowStock, position } = await shop.metrics();
  assert.deepEqual(lowStock.map(({ productId, threshold }) => [productId, threshold]), [[
    "mug",
    30,
  ]]);

  await ask(shop, "PUT", "/api/settings/store", { ...store, name: "Cups" });
  assert.equal((await shop.metrics()).position, position, "a new name tells nothing of products");
});

Deno.test("thresholds: products are found by parts of name and id, in any case", async () => {
  await using shop = await openShop();
  await shop.publish("inventory", [
    { productId: "p1", name: "Große Tasse", available: 1 },
    { productId: "p2", name: "Cup 50 %", available: 2 },
    { productId: "P_3", available: 3 },
  ]);
  const find = async (search: string) => {
    const { status, body } = await ask(shop, "GET", `/api/products?${search}`);
    return [status, body.products?.map(({ productId }: Product) => productId), body.more];
  };

  assert.deepEqual(await find(""), [200, ["p2", "p1", "P_3"], false]);
  assert.deepEqual(await find("limit=2"), [200, ["p2", "p1"], true]);
  assert.deepEqual(await find("query=GROSSE"), [200, [], false]);
  assert.deepEqual(await find("query=gro%C3%9Fe"), [200, ["p1"], false]);
  assert.deepEqual(await find("query=%25"), [200, ["p2"], false]);
  assert.deepEqual(await find("query=p_"), [200, ["P_3"], false]);
  assert.deepEqual(await find("limit=0"), [422, undefined, undefined]);
  const wrong = [{ threshold: -1 }, { threshold: 1.5 }, {}, { threshold: 5, available: 9 }];
  for (const body of wrong) {
    assert.equal((await ask(shop, "PATCH", "/api/products/p1", body)).status, 422);
  }
  assert.equal((await ask(shop, "PATCH", "/api/products/none", { threshold: 5 })).status, 404);
});
