import assert from "node:assert/strict";
import { encodeEvents } from "../lib/sse.ts";
import type { App, Outlet } from "../lib/web/outlet.ts";
import { serve } from "../lib/web/server.ts";
import { eventStream } from "../lib/web/stream.ts";
import { RawConnection } from "./harness/raw_connection.ts";
import { SseClient } from "./harness/sse_client.ts";

/** A server that streams to whoever gets something, and reads what others post to its end. */
async function openServer() {
  const outlets: Outlet[] = [];
  const app: App = async (request, peer) => {
    if (request.method === "GET") return eventStream(peer, (outlet) => outlets.push(outlet));
    let length = 0;
    for await (const bytes of peer.body) length += bytes.length;
    return new Response(String(length));
  };
  const server = await serve(app, {
    host: "127.0.0.1",
    port: 0,
    headTimeoutMs: 300,
    requestTimeoutMs: 600,
  });
  return {
    url: `http://127.0.0.1:${server.port}/`,
    outlets,
    async [Symbol.asyncDispose]() {
      server.cut();
      await server.stop();
    },
  };
}

const POST = "POST / HTTP/1.1\r\nhost: x\r\n";

const DRIBBLES: [title: string, start: string, piece: string][] = [
  ["nothing at all", "", ""],
  ["a head that does not end", POST, "x-filler: x\r\n"],
  ["a body a byte at a time", `${POST}content-length: 1000000\r\n\r\n`, "x"],
  ["a chunked body without end", `${POST}transfer-encoding: chunked\r\n\r\n`, "1\r\nx\r\n"],
  ["a chunk that does not end", `${POST}transfer-encoding: chunked\r\n\r\nffffff\r\n`, "x"],
];

Deno.test("server: a request that dribbles is ended with 408, and a stream that is older lives on", async (t) => {
  await using server = await openServer();
  await using stream = await SseClient.open(server.url);
  for (const [title, start, piece] of DRIBBLES) {
    await t.step(title, async () => {
      using connection = await RawConnection.open(server.url);
      await connection.send(start);
      await connection.dribble(piece, 20);

      assert.equal((await connection.answer()).status, 408);
    });
  }
  const [outlet] = server.outlets;
  outlet?.write(encodeEvents([{ event: "alive", data: 1 }]));

  await stream.next("alive");
});
