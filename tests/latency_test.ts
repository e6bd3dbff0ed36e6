import assert from "node:assert/strict";
import type { RecentOrder } from "../lib/board.ts";
import { Latency } from "../lib/latency.ts";
import { ServerClock } from "../lib/server_clock.ts";
import { FakeClock } from "./fake_clock.ts";

const NOON = Date.parse("2026-11-24T12:00:00Z");

/** An order of the feed that was accepted so many ms after noon. */
function accepted(ms: number): RecentOrder {
  const at = new Date(NOON + ms).toISOString();
  const rest = { customer: null, total: "1.00", currency: "USD", items: [], lines: 0, units: 0 };
  return { id: `${ms}`, status: "placed", placedAt: at, acceptedAt: at, ...rest };
}

/** Tells of orders in one update, newest first, and paints them. */
function paint(latency: Latency, acceptedMs: number[], paintedMs: number, whole = false): void {
  latency.told({ whole, at: NOON, orders: acceptedMs.map(accepted) });
  latency.painted(latency.take(), NOON + paintedMs);
}

Deno.test("latency: what half of the orders keep to, and what 99 in 100 do", () => {
  const latency = new Latency();
  assert.equal(latency.percentiles(NOON), null, "nothing is known before the first");
  for (let n = 1; n <= 100; n++) paint(latency, [n * 1_000], n * 1_000 + n);
  assert.deepEqual(latency.percentiles(NOON + 100_000), { p50: 50, p99: 99 });
});

Deno.test("latency: only the last 200 samples of the last five minutes count", () => {
  const latency = new Latency();
  for (let n = 0; n < 10; n++) paint(latency, [n], n + 9_000);
  for (let n = 100; n < 300; n++) paint(latency, [n], n + 20);
  assert.deepEqual(latency.percentiles(NOON + 300), { p50: 20, p99: 20 });
  assert.deepEqual(latency.percentiles(NOON + 119 + 300_000), { p50: 20, p99: 20 });
  assert.equal(latency.percentiles(NOON + 400 + 300_000), null);
});

Deno.test("latency: orders of a whole board, and those told while nobody looks, are no samples", () => {
  const latency = new Latency();
  paint(latency, [3, 2, 1], 60_000, true);
  latency.told({ whole: false, at: NOON, orders: [accepted(10)] });
  latency.forget();
  latency.painted(latency.take(), NOON + 60_000);
  latency.told({ whole: false, at: NOON, orders: [accepted(20)] });
  const painting = latency.take();
  latency.forget();
  latency.painted(painting, NOON + 60_000);
  assert.equal(latency.percentiles(NOON + 60_000), null);
});

Deno.test("latency: an order that a rush left out and that comes later is no sample", () => {
  const latency = new Latency();
  paint(latency, [1_000], 1_020);
  paint(latency, [1_010, 990, 400], 1_030);
  assert.deepEqual(latency.percentiles(NOON + 1_100), { p50: 20, p99: 20 });
});

Deno.test("latency: nothing is painted before it was accepted, whatever the clocks say", () => {
  const latency = new Latency();
  paint(latency, [1_000], 990);
  assert.deepEqual(latency.percentiles(NOON + 1_000), { p50: 0, p99: 0 });
});

/** A browser whose clock is wrong by `wrongMs`; `hear` gets a message that took so many ms. */
function browser(wrongMs: number) {
  const clock = new FakeClock(NOON + wrongMs);
  const server = new ServerClock(clock);
  const trueNow = () => clock.now() - wrongMs;
  const hear = (tookMs: number, isOfNow = true) => server.note(trueNow() - tookMs, isOfNow);
  return { clock, server, hear, error: () => server.now() - trueNow() };
}

Deno.test("server clock: the quickest message of the last minute tells the time", () => {
  for (const wrongMs of [-3_600_000, 0, 3_600_000]) {
    const { clock, hear, error } = browser(wrongMs);
    for (const took of [80, 3, 45, 900]) {
      hear(took);
      clock.advance(2_000);
    }
    assert.equal(error(), -3);
    for (let beat = 0; beat < 30; beat++) hear(10);
    assert.equal(error(), -10, "what is older than a minute is forgotten: clocks drift");
  }
});

Deno.test("server clock: a replayed message makes it no earlier", () => {
  const { hear, error } = browser(0);
  hear(20);
  hear(90_000, false);
  assert.equal(error(), -20);
  hear(5, false);
  assert.equal(error(), -5, "a quick one makes it better");
});

Deno.test("server clock: it is right with the next message after somebody set the local one", () => {
  const clock = new FakeClock(NOON);
  const server = new ServerClock(clock);
  server.note(NOON, true);
  clock.step(3_600_000);
  server.note(NOON + 10, true);
  assert.equal(server.now(), NOON + 10);
  clock.step(-7_200_000);
  server.note(NOON + 20, true);
  assert.equal(server.now(), NOON + 20);
});
