import assert from "node:assert/strict";
import { readIdempotencyKey } from "../lib/web/idempotency.ts";
import { keepKey } from "./keep_key.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

Deno.test("idempotency: a key is a quoted string of structured fields, or bare", () => {
  const cases: [header: string, key: string][] = [
    ['"8e03978e-40d5"', "8e03978e-40d5"],
    ["8e03978e-40d5", "8e03978e-40d5"],
    ['"with blanks, and \\"quotes\\" and \\\\"', 'with blanks, and "quotes" and \\'],
    ["a".repeat(255), "a".repeat(255)],
  ];
  for (const [header, key] of cases) assert.equal(readIdempotencyKey(header), key);
  assert.equal(readIdempotencyKey(undefined), null);
  const bad = [
    "",
    '""',
    '"',
    '"open',
    '"a" "b"',
    '"a", "b"',
    "a, b",
    '"\\n"',
    "ü",
    "a".repeat(256),
  ];
  for (const header of bad) {
    assert.throws(() => readIdempotencyKey(header), { code: "invalid" }, header);
  }
});

function promise(
  title: string,
  body: (shop: Awaited<ReturnType<typeof openShop>>) => Promise<void>,
) {
  Deno.test(`idempotency: ${title}`, async () => {
    await using shop = await openShop();
    await body(shop);
  });
}

const move = (delta: number) => ({ productId: "mug", delta });

async function send(shop: Shop, items: unknown, headers: Record<string, string>) {
  const response = await shop.post("inventory", JSON.stringify(items), headers);
  return { status: response.status, body: await response.json() };
}

async function levelOf(shop: Shop): Promise<number | undefined> {
  return (await shop.metrics()).lowStock[0]?.available;
}

promise("a batch under a key that came with another is 422 as a whole", async (shop) => {
  await shop.publish("inventory", { productId: "mug", available: 9 });
  const key = { "idempotency-key": '"batch-1"' };
  await send(shop, [move(-1), move(-1)], key);
  const { status, body } = await send(shop, [move(-1), move(-2)], key);

  assert.equal(status, 422);
  assert.equal(body.detail, "This Idempotency-Key was used for another request");
  assert.equal(await levelOf(shop), 7);
});

promise("a request that was refused as a whole has not used its key up", async (shop) => {
  await shop.publish("inventory", { productId: "mug", available: 9 });
  const key = { "idempotency-key": "again" };
  const refused = await send(shop, { productId: "mug", delta: "-1" }, key);
  const mended = await send(shop, move(-1), key);

  assert.deepEqual([refused.status, mended.status], [422, 201]);
  assert.equal(await levelOf(shop), 8);
});

promise("two publishers may use the same key, each for its own", async (shop) => {
  await shop.publish("inventory", { productId: "mug", available: 9 });
  const other = await keepKey(shop.database, "publish");
  const key = { "idempotency-key": "1" };
  await send(shop, move(-1), key);
  await send(shop, move(-2), { ...key, authorization: `Bearer ${other}` });

  assert.equal(await levelOf(shop), 6);
});

promise("sent at once to two servers, it counts once and all get the same answer", async (here) => {
  await using there = await openShop({ DATABASE_URL: here.database });
  await here.publish("inventory", { productId: "mug", available: 9 });
  const key = { "idempotency-key": '"at-once"' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => send(n % 2 ? here : there, move(-1), key)),
  );

  assert.equal(answers[0]?.status, 201);
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.equal(await levelOf(here), 8);
});

promise("a body is the same, packed or not", async (shop) => {
  const key = { "idempotency-key": '"packed"' };
  const body = JSON.stringify({ n: 1 });
  const packed = new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"));
  const first = await shop.post("clicks", body, key);
  const again = await shop.post("clicks", packed, { ...key, "content-encoding": "gzip" });

  assert.deepEqual(await again.json(), await first.json());
  assert.equal((await shop.publish("orders", anOrder())).position.split("-")[1], "2");
});
