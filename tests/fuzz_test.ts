import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { LogEvent } from "../lib/event.ts";
import type { Order } from "../lib/order.ts";
import { parseItem } from "../lib/schema.ts";
import { RawConnection } from "./harness/raw_connection.ts";
import { anOrder, KEY, openShop, type Shop } from "./shop.ts";

const CORPUS = new URL("./fixtures/corpus/", import.meta.url);
const RULES = { currency: "USD", customerLabel: "full" } as const;

const TYPES = { json: "application/json", ndjson: "application/x-ndjson" } as const;

/** Sends bytes to a channel, and returns the status; a refusal is a problem and has written nothing. */
async function send(shop: Shop, channel: string, body: BodyInit, headers = {}): Promise<number> {
  const before = await shop.metrics();
  const response = await shop.post(channel, body, headers);
  const answer = await response.json();
  if (response.status >= 300) {
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal(answer.status, response.status);
    assert.equal((await shop.metrics()).position, before.position);
  }
  return response.status;
}

Deno.test("fuzz: each body of the corpus gets the answer that its name says", async (t) => {
  await using shop = await openShop({ CUSTOMER_LABEL: "full" });
  for (const { name } of [...Deno.readDirSync(CORPUS)].sort((a, b) => a.name < b.name ? -1 : 1)) {
    await t.step(name, async () => {
      const [status = "", channel = ""] = name.split("-");
      const body = await Deno.readFile(new URL(name, CORPUS));
      const type = TYPES[name.endsWith(".ndjson") ? "ndjson" : "json"];

      assert.equal(await send(shop, channel, body, { "content-type": type }), Number(status));
    });
  }
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  await assertSame(shop);
});

/** A second server, which reads all of the log, shows the same board. */
async function assertSame(shop: Awaited<ReturnType<typeof openShop>>): Promise<void> {
  await using second = await openShop({ DATABASE_URL: shop.database, CUSTOMER_LABEL: "full" });
  const [{ at: _, activeUsers: _here, ...board }, folded] = [
    await shop.metrics(),
    await second.metrics(),
  ];

  assert.deepEqual({ ...folded, ...board }, folded);
}

const line = { productId: "mug", quantity: 1, price: "0.01" };

const GENERATED: [
  title: string,
  status: number,
  channel: string,
  body: () => BodyInit,
  type: keyof typeof TYPES,
][] = [
  ["6 MiB with a length", 413, "clicks", () => `["${"x".repeat(6 << 20)}"]`, "json"],
  ["6 MiB in chunks", 413, "clicks", () => new Blob([`"${"x".repeat(6 << 20)}"`]).stream(), "json"],
  ["6 MiB in one line", 413, "clicks", () => new Blob(["x".repeat(6 << 20)]).stream(), "ndjson"],
  ["10,000 lines of NDJSON", 413, "orders", () => '{"id":"x"}\n'.repeat(10_000), "ndjson"],
  ["10,000 items", 413, "orders", () => JSON.stringify(Array(10_000).fill({})), "json"],
  [
    "an order of 10,000 lines",
    422,
    "orders",
    () => JSON.stringify(anOrder({ items: Array(10_000).fill(line) })),
    "json",
  ],
  ["five million open brackets", 422, "clicks", () => "[".repeat(5_000_000), "json"],
  ["a million nested lists", 422, "clicks", () => "[".repeat(1e6) + "]".repeat(1e6), "json"],
  [
    "a million nested objects",
    422,
    "clicks",
    () => '{"":'.repeat(1e6) + 1 + "}".repeat(1e6),
    "json",
  ],
  ["a name of a million letters", 422, "visits", () => `{"visitor":"${"x".repeat(1e6)}"}`, "json"],
  ["a number of a million digits", 422, "orders", () => `{"total":${"9".repeat(1e6)}}`, "json"],
];

Deno.test("fuzz: bodies that are too long, too many or too deep are refused", async (t) => {
  await using shop = await openShop();
  for (const [title, status, channel, body, type] of GENERATED) {
    await t.step(title, async () => {
      const headers = { "content-type": TYPES[type] };
      assert.equal(await send(shop, channel, body(), headers), status);
    });
  }
  assert.equal(await send(shop, "orders", JSON.stringify(anOrder())), 201);
});

Deno.test("fuzz: a content type that is not taken is 415, whatever the body", async () => {
  await using shop = await openShop();
  const types = [
    "text/plain",
    "text/json",
    "multipart/form-data; boundary=x",
    "application/xml",
    "/",
    "é",
  ];
  for (const type of types) {
    const body = new Blob([JSON.stringify(anOrder())]);
    assert.equal(await send(shop, "orders", body, { "content-type": type }), 415, type);
  }
});

const POST = `POST /api/publish/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\n` +
  "content-type: application/json\r\n";
const body = JSON.stringify(anOrder());
const size = body.length;
const chunk = `${size.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

const WIRE: [title: string, bytes: string, status: number][] = [
  ["two lengths that differ", `content-length: ${size}\r\ncontent-length: 5\r\n\r\n${body}`, 400],
  ["two lengths in one line", `content-length: ${size}, 5\r\n\r\n${body}`, 400],
  ["a length and chunks", `content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`, 400],
  ["a negative length", `content-length: -1\r\n\r\n${body}`, 400],
  ["a length with a sign", `content-length: +${size}\r\n\r\n${body}`, 400],
  ["a length in hex", `content-length: 0x10\r\n\r\n${body}`, 400],
  ["a length without end", `content-length: ${"9".repeat(40)}\r\n\r\n${body}`, 400],
  ["chunks and something else", `transfer-encoding: chunked, x\r\n\r\n${chunk}`, 400],
  ["a chunk whose size is no number", "transfer-encoding: chunked\r\n\r\nzz\r\n\r\n", 400],
  [
    "a chunk longer than its size",
    `transfer-encoding: chunked\r\n\r\n2\r\n${body}\r\n0\r\n\r\n`,
    400,
  ],
  ["a header with NUL", "x-filler: a\0b\r\n\r\n", 400],
  ["a header without a name", ": x\r\n\r\n", 400],
  ["a header of 200 KB", `x-filler: ${"x".repeat(200_000)}\r\n\r\n`, 431],
  ["no length and no chunks", "\r\n", 400],
];

Deno.test("fuzz: requests that break HTTP's rules are refused, and nothing of them is kept", async (t) => {
  await using shop = await openShop();
  for (const [title, bytes, status] of WIRE) {
    await t.step(title, async () => {
      using connection = await RawConnection.open(shop.url);
      await connection.send(POST + bytes);

      assert.equal((await connection.answer()).status, status);
    });
  }
  await t.step("what is not HTTP", async () => {
    using connection = await RawConnection.open(shop.url);
    await connection.send(new Uint8Array([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]));

    assert.equal((await connection.answer()).status, 400);
  });
  assert.match((await shop.metrics()).position, /-0$/);
});

Deno.test("fuzz: a body that dribbles, has no end or breaks off leaves nothing, and holds nobody up", async () => {
  await using shop = await openShop({}, () => {}, {
    headTimeoutMs: 1_000,
    requestTimeoutMs: 2_000,
  });
  const open = async (head: string) => {
    const connection = await RawConnection.open(shop.url);
    await connection.send(POST + head);
    return connection;
  };
  using slow = await open(`content-length: ${size}\r\n\r\n${body.slice(0, -20)}`);
  using endless = await open("transfer-encoding: chunked\r\n\r\n");
  {
    using _broken = await open(`content-length: ${size}\r\n\r\n${body.slice(0, -1)}`);
  }
  const dribbles = [slow.dribble(" ", 300), endless.dribble("1\r\n[\r\n", 100)];
  const { position } = await shop.publish("orders", anOrder());
  await Promise.all(dribbles);

  assert.match(position, /-1$/, "taken while they dribble");
  assert.deepEqual(
    [(await slow.answer()).status, (await endless.answer()).status],
    [408, 408],
  );
  assert.equal((await shop.metrics()).position, position);
});

/** Names as people write them, and now and then what must not get through. */
const words = fc.oneof(
  { weight: 12, arbitrary: fc.string({ unit: "grapheme", minLength: 1 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "__proto__",
      "constructor",
      "عائشة",
      "👩‍👩‍👧",
      "\u202e",
      "\\u0000",
      "\u2028",
    ),
  },
);
const cents = fc.nat({ max: 1e6 }).map((minor) => (minor / 100).toFixed(2));
const amounts = fc.oneof(
  { weight: 12, arbitrary: cents },
  { weight: 1, arbitrary: fc.oneof(fc.double(), fc.integer(), words) },
);
const quantities = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 1_000_000 }) },
  { weight: 1, arbitrary: fc.oneof(fc.double(), fc.integer()) },
);
const json = fc.jsonValue({ maxDepth: 4 });

/** Orders that are often good, and often wrong in one place. */
const orders = fc.record({
  id: words,
  customer: fc.oneof({ weight: 12, arbitrary: words }, { weight: 1, arbitrary: json }),
  currency: fc.constantFrom("USD", "EUR", "KWD", "CLF", undefined),
  total: amounts,
  items: fc.array(
    fc.record({
      productId: words,
      name: fc.oneof(words, fc.constant(null)),
      quantity: quantities,
      price: amounts,
    }, { noNullPrototype: true }),
    { maxLength: 4 },
  ),
}, { requiredKeys: ["id", "total", "items"], noNullPrototype: true });

const batches = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.constant("orders"), manyOf(orders)) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constant("clicks"), manyOf(fc.dictionary(words, json))),
  },
);

function manyOf(items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> {
  return fc.array(items, { minLength: 2, maxLength: 30 });
}

Deno.test("fuzz: whatever is sent, each item is refused with a reason or read back equal", async () => {
  await using shop = await openShop({ CUSTOMER_LABEL: "full", PUBLISH_RATE: "0" });
  await using events = await shop.events("?after=0&channel=orders,clicks");
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(batches, async ([channel, items]) => {
      // As JSON carries it: without what is undefined, and no zero below zero.
      const sent: unknown[] = JSON.parse(JSON.stringify(items));
      const { accepted, duplicates, rejected } = await shop.publish(channel, sent);
      const refused = new Set(rejected.map(({ index }) => index));
      assert.equal(accepted + duplicates + refused.size, sent.length);
      const kept: unknown[] = [];
      while (kept.length < accepted) {
        kept.push(((await events.next("message")).data as LogEvent).data);
      }
      const taken = sent.filter((_, index) => !refused.has(index));
      if (channel === "clicks") return assert.deepEqual(kept, taken);
      for (const data of kept) assertAmong(data as Order, taken);
      seen += accepted;
    }),
    { numRuns: 150 },
  );
  assert.ok(seen > 100, `${seen} orders were taken`);
  await assertSame(shop);
});

/** An order of the log is, field by field, one of those that were sent. */
function assertAmong({ status, placedAt, day, ...order }: Order, sent: readonly unknown[]): void {
  const read = sent.flatMap((item) => {
    const parsed = parseItem("orders", item, 0, RULES);
    return "command" in parsed && parsed.command.type === "place" ? [parsed.command.order] : [];
  });
  const found = read.find(({ id }) => id === order.id);
  assert.ok(found && status === "placed" && placedAt && day);
  const { fingerprint: _, placedAt: _when, ...expected } = found;

  assert.deepEqual(order, expected);
}
