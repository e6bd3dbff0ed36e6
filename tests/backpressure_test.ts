import assert from "node:assert/strict";
import type { Metrics } from "../lib/metrics.ts";
import { anOrder, openShop } from "./shop.ts";
import { longAlerts, openStalled } from "./stalled.ts";

const STALLED = 100;

Deno.test(`backpressure: ${STALLED} clients that never read hold up nobody, and skip frames`, async () => {
  await using shop = await openShop();
  await shop.publish("alerts", longAlerts(50));
  const stalled = await openStalled(shop, STALLED);
  await using reader = await shop.dashboard({}, "?heartbeat=1");
  await reader.next("init");
  while (await shop.count("flashboard_frames_skipped_total") < STALLED) {
    await shop.publish("alerts", longAlerts(1));
    await reader.next("alerts");
  }
  await shop.publish("orders", anOrder());
  const { data } = await reader.next("orders");

  assert.equal((data as Metrics).ordersToday, 1);
  assert.equal(await shop.count("flashboard_streams_open"), STALLED + 1);
  for (const stream of stalled) stream[Symbol.dispose]();
  while (await shop.count("flashboard_streams_open") > 1) await reader.next("heartbeat");
  assert.equal(await shop.count("flashboard_streams_ended_total", '{reason="client"}'), STALLED);
});
