import assert from "node:assert/strict";
import { Dashboards } from "../lib/dashboards.ts";
import { encodeEvents } from "../lib/sse.ts";
import { Streams } from "../lib/streams.ts";
import { streamMetrics } from "../lib/web/metrics_stream.ts";
import { serve } from "../lib/web/server.ts";
import { eventStream } from "../lib/web/stream.ts";
import { SseClient } from "./harness/sse_client.ts";
import { poll } from "./harness/wait.ts";

const STALLED = 100;

/** Frames far bigger than a board's, so that it takes few of them to fill a socket's buffers. */
function bigFrame(n: number) {
  return encodeEvents([{ event: "orders", id: `a-${n}`, data: { n, fill: "x".repeat(100_000) } }]);
}

/** A server whose dashboards all get the same frames, when the test says so. */
async function openServer() {
  const dashboards = new Dashboards();
  const { counts } = new Streams({ maxStreams: 1_000, maxStreamsPerAddress: 1_000 });
  const init = encodeEvents([{ event: "init", data: "whole" }]);
  const hub = {
    join: (dashboard: Parameters<Dashboards["add"]>[0]) => dashboards.add(dashboard),
    initFrame: () => init,
  };
  const server = await serve(
    (_request, peer) =>
      Promise.resolve(eventStream(peer, (outlet) => {
        streamMetrics(outlet, { hub, counts, after: null, heartbeatS: 15 });
      })),
    { host: "127.0.0.1", port: 0, sharesPort: false },
  );
  return { dashboards, counts, server, url: `http://127.0.0.1:${server.port}/` };
}

/** A client that asks for a stream and reads nothing until it is told to. */
async function openStalled(port: number): Promise<Deno.Conn> {
  const socket = await Deno.connect({ hostname: "127.0.0.1", port });
  await socket.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"));
  return socket;
}

async function textUntil(socket: Deno.Conn, end: string): Promise<string> {
  const buffer = new Uint8Array(1 << 20);
  let tail = "";
  for (;;) {
    const count = await socket.read(buffer);
    if (count === null) return tail;
    tail = (tail + new TextDecoder().decode(buffer.subarray(0, count))).slice(-1_000);
    if (tail.includes(end)) return tail;
  }
}

Deno.test(`backpressure: ${STALLED} clients that never read hold up nobody, skip frames, and are closed after 30 s`, async () => {
  const { dashboards, counts, server, url } = await openServer();
  const stalled = await Promise.all(
    Array.from({ length: STALLED }, () => openStalled(server.port)),
  );
  await using reader = await SseClient.open(url);
  await poll(() => dashboards.size === STALLED + 1);
  // Each frame reaches the one who reads before the next is sent, however many do not.
  let sent = 0;
  while (counts.skippedFrames < STALLED * 10) {
    dashboards.broadcast(bigFrame(++sent));
    const { data } = await reader.next("orders");
    assert.equal((data as { n: number }).n, sent);
  }
  const [one = assert.fail()] = stalled;
  assert.match(await textUntil(one, "data: whole"), /event: init/, "it reads on: a whole board");
  assert.equal(counts.resynced, 1);
  for (let second = 1; second <= 32; second++) dashboards.tick(second, bigFrame(0));
  await poll(() => dashboards.size <= 2);

  assert.equal(counts.ended.stalled, STALLED - 1);
  assert.equal(dashboards.size, 2, "who reads stays");
  for (const socket of stalled) socket.close();
  await reader[Symbol.asyncDispose]();
  await server.stop();
});
