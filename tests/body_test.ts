import assert from "node:assert/strict";
import * as fc from "fast-check";
import { BadLine, readItems } from "../lib/web/items.ts";
import type { Bytes } from "../lib/web/outlet.ts";
import { RawConnection } from "./harness/raw_connection.ts";
import { anOrder, KEY, openShop, type Shop } from "./shop.ts";

const NDJSON = "application/x-ndjson";

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

async function gzip(data: string | Bytes): Promise<Bytes> {
  const packed = new Blob([data]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

async function* chunksOf(bytes: Bytes, ends: readonly number[]): AsyncGenerator<Bytes> {
  const cuts = [0, ...ends.toSorted((a, b) => a - b), bytes.length];
  for (const [at, end] of cuts.slice(1).entries()) yield await bytes.slice(cuts[at], end);
}

Deno.test("body: the items of NDJSON are the same wherever the chunks end", async () => {
  const items = [{ a: "ü€🎉" }, { b: "\u2028" }, [1], "x", null];
  const text = items.map((item) => JSON.stringify(item)).join("\r\n") + '\n\n \r\n{"cut":\n7';
  const bytes = bytesOf(text);
  const cuts = fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 });
  await fc.assert(fc.asyncProperty(cuts, async (ends) => {
    const read = await Array.fromAsync(readItems(chunksOf(bytes, ends), NDJSON));

    assert.deepEqual(read.slice(0, items.length), items);
    assert.ok(read[items.length] instanceof BadLine);
    assert.deepEqual(read.slice(items.length + 1), [7]);
  }));
});

Deno.test("body: a line of NDJSON is read before the next has come", async () => {
  let asked = 0;
  const lines = async function* () {
    for (;;) yield await bytesOf(`{"n":${asked++}}\n`);
  };
  const items = readItems(lines(), NDJSON);

  assert.deepEqual((await items.next()).value, { n: 0 });
  assert.equal(asked, 1);
});

function promise(title: string, body: (shop: Shop) => Promise<void>): void {
  Deno.test(`body: ${title}`, async () => {
    await using shop = await openShop();
    await body(shop);
  });
}

promise("gzip is unpacked, of JSON and of NDJSON", async (shop) => {
  const orders = Array.from({ length: 500 }, () => anOrder());
  const lines = Array.from({ length: 500 }, () => JSON.stringify(anOrder())).join("\n");
  const json = await shop.post("orders", await gzip(JSON.stringify(orders)), {
    "content-encoding": "gzip",
  });
  const ndjson = await shop.post("orders", await gzip(lines), {
    "content-encoding": "GZIP",
    "content-type": NDJSON,
  });

  assert.deepEqual([(await json.json()).accepted, (await ndjson.json()).accepted], [500, 500]);
  assert.equal((await shop.metrics()).ordersToday, 1_000);
});

promise(
  "what is not gzip, or cut, is 400; another encoding is 415 and says which is taken",
  async (shop) => {
    const packed = await gzip(JSON.stringify(anOrder()));
    const cases: [body: Bytes, encoding: string, status: number][] = [
      [bytesOf(JSON.stringify(anOrder())), "gzip", 400],
      [packed.slice(0, -1), "gzip", 400],
      [packed.slice(0, 20), "gzip", 400],
      [new Uint8Array([...packed, 0]), "gzip", 400],
      [packed, "br", 415],
      [packed, "gzip, gzip", 415],
    ];
    for (const [body, encoding, status] of cases) {
      const response = await shop.post("orders", body, { "content-encoding": encoding });
      await response.body?.cancel();

      assert.equal(response.status, status, encoding);
      assert.equal(response.headers.get("accept-encoding"), status === 415 ? "gzip" : null);
    }
    assert.match((await shop.metrics()).position, /-0$/);
  },
);

/** Sends the head of a longer body and some of it, and no more. */
async function answerToBeginning(shop: Shop, headers: string, beginning: string | Bytes) {
  using connection = await RawConnection.open(shop.url);
  await connection.send(
    `POST /api/publish/clicks HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\n` +
      `content-length: 4000000\r\n${headers}\r\n`,
  );
  await connection.send(beginning);
  return await connection.answer();
}

promise("a small body that unpacks to gigabytes is refused before it is there", async (shop) => {
  const bomb = await gzip(new Uint8Array(64 * 1024 * 1024));
  const headers = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
  const { status, text } = await answerToBeginning(shop, headers, bomb.slice(0, 32_000));

  assert.equal(status, 413);
  assert.match(text, /5 MiB/);
});

promise("the item over the limit ends the request before the rest is there", async (shop) => {
  const headers = `content-type: ${NDJSON}\r\n`;
  const { status, text } = await answerToBeginning(shop, headers, '{"n":1}\n'.repeat(1_001));

  assert.equal(status, 413);
  assert.match(text, /1000 items/);
  assert.match((await shop.metrics()).position, /-0$/);
});

promise("who may not publish is refused before the body is there", async (shop) => {
  const headers = "authorization: Bearer wrong\r\n";
  using connection = await RawConnection.open(shop.url);
  await connection.send(
    `POST /api/publish/clicks HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n${headers}\r\n`,
  );

  assert.equal((await connection.answer()).status, 401);
});
