import assert from "node:assert/strict";
import type { Metrics } from "../lib/metrics.ts";
import { place, publication, setStock } from "./builders.ts";
import { SseParser } from "./harness/sse_parser.ts";
import { openHub } from "./memory_hub.ts";

const PRODUCTS = 200;
const ORDERS_A_SECOND = 2_000;
const SECONDS = 20;

function order(n: number) {
  const item = (productId: string) => ({
    productId,
    name: "Mug, red",
    quantity: 1,
    price: "19.95",
  });
  const items = [item(`sku-${n % PRODUCTS}`), item(`sku-${(n * 7) % PRODUCTS}`)];
  return place({ id: `order-${n}`, total: "39.90", items });
}

/** A dashboard that keeps what it is sent, by the second. */
async function rush() {
  const { clock, hub, publish } = await openHub();
  const stock = Array.from({ length: PRODUCTS }, (_, n) => setStock(`sku-${n}`, 50 + 2 * n));
  await publish(publication(...stock));
  const start = clock.now();
  const parser = new SseParser();
  const bytes = new Map<number, number>();
  const frames: { second: number; ordersToday: number; revenueToday: string }[] = [];
  let shown: Partial<Metrics> = {};
  hub.join({
    send(sent) {
      const second = Math.floor((clock.now() - start) / 1_000);
      bytes.set(second, (bytes.get(second) ?? 0) + sent.length);
      const messages = parser.push(sent).filter(({ event }) => event !== "heartbeat");
      for (const { data } of messages) shown = { ...shown, ...data as Metrics };
      const { ordersToday = 0, revenueToday = "" } = shown;
      if (messages.length > 0) frames.push({ second, ordersToday, revenueToday });
    },
    tick() {},
    stop() {},
    heartbeatS: 2,
  }, null);
  let placed = 0;
  const exact: boolean[] = [];
  for (let tick = 0; tick < SECONDS * 200; tick++) {
    const orders = Array.from({ length: ORDERS_A_SECOND / 200 }, () => order(placed++));
    const seen = frames.length;
    await publish(publication(...orders));
    clock.advance(5);
    for (const frame of frames.slice(seen)) {
      exact.push(Number(frame.revenueToday) === Math.round(frame.ordersToday * 3_990) / 100);
    }
  }
  await hub[Symbol.asyncDispose]();
  return { bytes, frames, exact, placed, shown };
}

Deno.test(`rush: ${ORDERS_A_SECOND} orders a second cost a dashboard 20 frames and about 20 KiB a second, with exact numbers`, async () => {
  const { bytes, frames, exact, placed, shown } = await rush();
  for (let second = 5; second < SECONDS; second++) {
    const count = frames.filter((frame) => frame.second === second).length;
    assert.ok(count <= 20, `${count} frames in second ${second}`);
  }
  const later = [...bytes].filter(([second]) => second >= 5);
  const mean = later.reduce((sum, [, size]) => sum + size, 0) / later.length / 1_024;

  assert.ok(mean < 22, `${mean.toFixed(1)} KiB a second`);
  assert.ok(
    exact.length > 300 && exact.every(Boolean),
    "revenue is orders times price in each frame",
  );
  assert.equal(frames.at(-1)?.ordersToday, placed);
  assert.equal(shown.lowStock?.length, 50);
  assert.equal(shown.inventoryAtRisk?.length, 50);
});
