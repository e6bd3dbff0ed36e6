import assert from "node:assert/strict";
import type { Metrics } from "../lib/metrics.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

const STALLED = 100;

/** A client that asks for a stream and never reads a byte of it. */
async function openStalled(shop: Shop): Promise<Deno.Conn> {
  const { hostname, port } = new URL(shop.url);
  const socket = await Deno.connect({ hostname, port: Number(port) });
  const request = `GET /api/stream/metrics HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`;
  await socket.write(new TextEncoder().encode(request));
  return socket;
}

/** What `GET /metrics` says of one metric; `labels` as they are written there. */
async function metric(shop: Shop, name: string, labels = ""): Promise<number> {
  const text = await (await fetch(`${shop.url}/metrics`)).text();
  const line = text.split("\n").find((line) => line.startsWith(`${name}${labels} `));
  return Number(line?.split(" ").at(-1));
}

/** Alerts that make every frame about 100 KB, so that it takes few of them to fill a socket's buffers. */
function longAlerts(count: number) {
  return Array.from({ length: count }, (_, n) => ({ title: `${n}`, message: "x".repeat(2_000) }));
}

Deno.test(`backpressure: ${STALLED} clients that never read hold up nobody, and skip frames`, async () => {
  await using shop = await openShop();
  await shop.publish("alerts", longAlerts(50));
  const stalled = await Promise.all(Array.from({ length: STALLED }, () => openStalled(shop)));
  await using reader = await shop.dashboard({}, "?heartbeat=1");
  await reader.next("init");
  while (await metric(shop, "flashboard_frames_skipped_total") < STALLED) {
    await shop.publish("alerts", longAlerts(1));
    await reader.next("alerts");
  }
  await shop.publish("orders", anOrder());
  const { data } = await reader.next("orders");

  assert.equal((data as Metrics).ordersToday, 1);
  assert.equal(await metric(shop, "flashboard_streams_open"), STALLED + 1);
  for (const socket of stalled) socket.close();
  while (await metric(shop, "flashboard_streams_open") > 1) await reader.next("heartbeat");
  assert.equal(
    await metric(shop, "flashboard_streams_ended_total", '{reason="client"}'),
    STALLED,
  );
});
