import assert from "node:assert/strict";
import type { Metrics } from "../lib/metrics.ts";
import { place, publication, setStock } from "./builders.ts";
import { SseParser } from "./harness/sse_parser.ts";
import { openHub } from "./memory_hub.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

async function sell(shop: Shop, count: number): Promise<void> {
  await shop.publish("orders", Array.from({ length: count }, () => anOrder()));
}

const warningsOf = ({ alerts = [] }: Partial<Metrics>) =>
  alerts.filter(({ id }) => id.startsWith("cover-"));

Deno.test("cover: published sales make cover and its alert appear on a stream, and a restart tells the same", async () => {
  await using shop = await openShop();
  await shop.publish("inventory", { productId: "mug", name: "Mug", available: 100 });
  await using dashboard = await shop.dashboard();
  await dashboard.next("init");
  await sell(shop, 10);
  const inventory = (await dashboard.next("inventory")).data as Metrics;
  const [row] = inventory.inventoryAtRisk;
  assert.deepEqual([row?.productId, row?.available, row?.soldIn5Min], ["mug", 90, 10]);
  // Ten in the first minute: ninety last for about nine.
  assert.ok(row?.cover && row.cover.minutes > 6 && row.cover.minutes < 10, JSON.stringify(row));
  assert.equal(row.level, "warning");
  assert.ok(inventory.unitsAtRisk > 40, `${inventory.unitsAtRisk} units at risk`);
  const warned = warningsOf((await dashboard.next("alerts")).data as Metrics);
  assert.deepEqual(warned.map(({ title }) => title), ["Runs out soon: Mug"]);

  await sell(shop, 40);
  const both = await dashboard.next(({ data }) => warningsOf(data as Metrics).length === 2);
  const expected = warningsOf(both.data as Metrics);
  assert.equal(expected[0]?.title, "Runs out in minutes: Mug");
  await using other = await openShop({ DATABASE_URL: shop.database });
  const again = await other.metrics();

  assert.deepEqual(warningsOf(again), expected);
  assert.equal(again.inventoryAtRisk[0]?.productId, "mug");
  assert.equal(again.inventoryAtRisk[0]?.soldIn5Min, 50);
});

/** A hub on which mugs sell once a second for a while, and what a dashboard is sent from then on. */
async function afterSales(orders: number) {
  const { clock, hub, publish } = await openHub();
  await publish(publication(setStock("mug", 2 * orders)));
  const product = { productId: "mug", name: null, quantity: 1, price: "1.00" };
  for (let n = 0; n < orders; n++) {
    clock.advance(1_000);
    await publish(publication(place({ id: `o${n}`, items: [product] })));
  }
  const parser = new SseParser();
  const told: Metrics[] = [];
  hub.join({
    send(bytes) {
      const stock = parser.push(bytes).filter(({ event }) => event === "inventory");
      told.push(...stock.map(({ data }) => data as Metrics));
    },
    tick() {},
    stop() {},
    heartbeatS: 15,
  }, null);
  return { clock, hub, told };
}

Deno.test("hub: a forecast ages by itself, is told within five seconds, and ends with the selling", async () => {
  const { clock, hub, told } = await afterSales(60);
  const [version, before] = [hub.version, hub.metrics().inventoryAtRisk[0]?.cover?.minutes ?? 0];
  assert.ok(before < 2);
  clock.advance(5_000);
  assert.ok(told.length >= 1, "it is told");
  assert.notEqual(hub.version, version, "who polls is not told that nothing is new");
  clock.advance(60_000);
  const later = told.at(-1)?.inventoryAtRisk[0]?.cover?.minutes ?? 0;
  assert.ok(later > before, `${later} min, ${before} min before`);
  clock.advance(16 * 60_000);
  assert.deepEqual(told.at(-1)?.inventoryAtRisk, []);
  const count = told.length;
  clock.advance(60 * 60_000);

  assert.equal(told.length, count, "nothing is said while nothing changes");
  await hub[Symbol.asyncDispose]();
});
