import assert from "node:assert/strict";
import { Hub } from "../lib/hub.ts";
import { Streams } from "../lib/streams.ts";
import { streamMetrics } from "../lib/web/metrics_stream.ts";
import { place, publication } from "./builders.ts";
import { FakeOutlet } from "./fake_outlet.ts";
import { SseClient } from "./harness/sse_client.ts";
import { SseParser } from "./harness/sse_parser.ts";
import { poll } from "./harness/wait.ts";
import { serveHub } from "./hub_server.ts";
import { hubOptions, openHub } from "./memory_hub.ts";

/** Lets readings of a log in memory, which wait for nothing but their turn, run to their end. */
async function untilSeq(hub: Hub, seq: number): Promise<void> {
  while (hub.position.seq < seq) await Promise.resolve();
}

function newCounts() {
  return new Streams({ maxStreams: 10, maxStreamsPerAddress: 10 }).counts;
}

/** A dashboard that keeps what it is sent. */
function watch(hub: Hub, heartbeatS = 15) {
  const parser = new SseParser();
  const seen: ReturnType<SseParser["push"]> = [];
  const leave = hub.join({
    send: (bytes) => seen.push(...parser.push(bytes)),
    tick() {},
    stop() {},
    heartbeatS,
  }, null);
  return { seen, leave };
}

Deno.test("hub: at the store's midnight every dashboard begins the new day at zero", async () => {
  const { clock, hub, publish } = await openHub(
    "Europe/London",
    Date.parse("2026-10-24T22:59:58Z"),
  );
  await publish(publication(place()));
  const { seen } = watch(hub);
  clock.advance(3_000);
  const init = seen.filter(({ event }) => event === "init").at(-1)?.data as Record<string, unknown>;

  assert.equal(seen.filter(({ event }) => event === "init").length, 2);
  assert.equal(init["ordersToday"], 0);
  assert.deepEqual(init["day"], {
    start: "2026-10-24T23:00:00.000Z",
    end: "2026-10-26T00:00:00.000Z",
  }, "25 hours: clocks go back");
  await hub[Symbol.asyncDispose]();
});

Deno.test("hub: orders a minute go down by themselves as time goes by", async () => {
  const { clock, hub, publish } = await openHub();
  await publish(publication(place(), place({ id: "2" })));
  const { seen } = watch(hub);
  clock.advance(59_000);
  assert.equal(hub.metrics().ordersPerMinute, 2);
  clock.advance(2_000);
  const { ordersPerMinute } = seen.findLast(({ event }) => event === "orders")?.data as {
    ordersPerMinute: number;
  };

  assert.equal(ordersPerMinute, 0);
  await hub[Symbol.asyncDispose]();
});

Deno.test("hub: heartbeats come every 15 s, and as often as asked", async () => {
  const { clock, hub } = await openHub();
  const usual = watch(hub);
  const own = watch(hub, 2);
  clock.advance(30_000);
  const beats = ({ seen }: typeof usual) =>
    seen.filter(({ event }) => event === "heartbeat").length;

  assert.equal(beats(usual), 2);
  assert.equal(beats(own), 15);
  await hub[Symbol.asyncDispose]();
});

Deno.test("hub: what it is told is kept, so that the next start folds only what came since", async () => {
  const { log, hub, publish } = await openHub();
  await publish(publication(place(), place({ id: "2" })));
  await hub[Symbol.asyncDispose]();

  assert.equal(log.checkpoint?.seq, 2);
});

Deno.test("hub: events of another log are not its own", async () => {
  const { hub } = await openHub();
  hub.deliver("other", [{ seq: 1, channel: "clicks", at: "", data: {} }]);

  assert.equal(hub.position.seq, 0);
  await hub[Symbol.asyncDispose]();
});

Deno.test("hub: a client that leaves is let go, from both streams", async () => {
  const { clock, hub } = await openHub();
  const counts = newCounts();
  const server = await serveHub(hub, clock, counts);
  const dashboard = await SseClient.open(`${server.url}/board`);
  const events = await SseClient.open(`${server.url}/log`);
  await dashboard.next("init");
  assert.equal(hub.openDashboards, 1);
  await dashboard[Symbol.asyncDispose]();
  await events[Symbol.asyncDispose]();
  // The server hears of it on its own time: stopping waits until no stream is left.
  await server.stop();
  clock.advance(1_000);
  await poll(() => counts.ended.client === 2);

  assert.equal(hub.openDashboards, 0);
  assert.equal(counts.ended.client, 2);
  await hub[Symbol.asyncDispose]();
});

Deno.test("hub: a dashboard that stops reading skips frames, and gets a whole board when it reads on", async () => {
  const { clock, hub, publish } = await openHub();
  const counts = newCounts();
  const outlet = new FakeOutlet();
  streamMetrics(outlet, { hub, counts, after: null, heartbeatS: 15 });
  for (let n = 0; n < 600; n++) {
    await publish(publication(place({ id: `n${n}` })));
    clock.advance(50);
  }
  const parser = new SseParser();
  const seen: ReturnType<SseParser["push"]> = [];
  const { waiting } = outlet;
  while (seen.filter(({ event }) => event === "init").length < 2) {
    seen.push(...parser.push(outlet.read() ?? assert.fail("No whole board came")));
  }
  const last = seen.at(-1)?.data as { ordersToday: number };

  assert.ok(waiting < 100_000, `${waiting} bytes waited`);
  assert.equal(last.ordersToday, 600);
  assert.equal(counts.resynced, 1);
  assert.ok(counts.skippedFrames > 100, `${counts.skippedFrames} frames were skipped`);
  outlet.cut();
  assert.equal(hub.openDashboards, 0);
  await hub[Symbol.asyncDispose]();
});

Deno.test("hub: a dashboard that fell behind and reads nothing for 30 s is closed; one that reads a little is not", async () => {
  const { clock, hub, publish } = await openHub();
  const counts = newCounts();
  const [stuck, slow] = [new FakeOutlet(), new FakeOutlet()];
  for (const outlet of [stuck, slow]) {
    streamMetrics(outlet, { hub, counts, after: null, heartbeatS: 15 });
  }
  for (let n = 0; n < 300; n++) {
    await publish(publication(place({ id: `n${n}` })));
    clock.advance(50);
  }
  assert.equal(counts.ended.stalled, 0);
  for (let second = 0; second < 20; second++) {
    clock.advance(2_000);
    slow.read();
  }

  assert.equal(counts.ended.stalled, 1);
  assert.deepEqual([stuck.ended, slow.ended], ["cut", null]);
  assert.equal(hub.openDashboards, 1);
  slow.cut();
  await hub[Symbol.asyncDispose]();
});

Deno.test("hub: a clock that is set ahead closes no dashboard that fell behind", async () => {
  const { clock, hub, publish } = await openHub();
  const counts = newCounts();
  const outlet = new FakeOutlet();
  streamMetrics(outlet, { hub, counts, after: null, heartbeatS: 15 });
  while (counts.skippedFrames === 0) {
    await publish(publication(place({ id: `n${hub.position.seq}` })));
    clock.advance(50);
  }
  clock.step(24 * 3_600_000);
  clock.advance(3_000);

  assert.equal(counts.ended.stalled, 0);
  assert.equal(hub.openDashboards, 1);
  outlet.cut();
  await hub[Symbol.asyncDispose]();
});

Deno.test("hub: a server that was cut off while the log was trimmed goes on from the kept board", async () => {
  const { clock, log, hub } = await openHub();
  const { seen } = watch(hub);
  // Another server takes these; no message of them comes here.
  await log.commit([publication(place(), place({ id: "2" }), place({ id: "3" }))]);
  const other = await Hub.open({ ...hubOptions(clock), log });
  await other[Symbol.asyncDispose]();
  log.trimmedTo = 2;
  clock.advance(1_000);
  await untilSeq(hub, 3);
  const init = seen.findLast(({ event }) => event === "init")?.data as { ordersToday: number };

  assert.equal(init.ordersToday, 3);
  assert.equal((await hub.feed.next({ seq: 0, channels: null })).trimmed, true);
  await hub[Symbol.asyncDispose]();
});
