import assert from "node:assert/strict";
import { delay } from "./harness/wait.ts";
import { keepKey } from "./keep_key.ts";
import { anOrder, KEY, openShop, type Shop } from "./shop.ts";

const POLICY = '"publish-address";q=1;w=1, "publish";q=10000;w=1';

/** Publishes an order through a proxy that names the client. */
function send(shop: Shop, address: string, key: string, order = anOrder()): Promise<Response> {
  const headers = { "x-forwarded-for": address, authorization: `Bearer ${key}` };
  return shop.post("orders", JSON.stringify(order), headers);
}

/**
 * Publishes from ever new networks with one key and then, from another address there, with another,
 * until the second is refused: a second may go by between the two.
 */
async function untilRefused(shop: Shop, [first, second]: readonly [string, string]) {
  for (let n = 1; n < 100; n++) {
    await (await send(shop, `2001:db8:0:${n}::1`, first)).body?.cancel();
    const [address, order] = [`2001:db8:0:${n}::2`, anOrder()];
    const response = await send(shop, address, second, order);
    if (response.status === 429) return { address, order, response };
    await response.body?.cancel();
  }
  return assert.fail("nothing was refused");
}

Deno.test("quota: the keys of one address share a limit, others have their own, and what was refused is taken after the time told", async () => {
  await using shop = await openShop({ PUBLISH_RATE_PER_ADDRESS: "1" });
  const keys = [KEY, await keepKey(shop.database, "publish")] as const;
  const { address, order, response } = await untilRefused(shop, keys);
  const other = await send(shop, "203.0.113.8", keys[1]);
  const { requestId: _, ...problem } = await response.json();
  const before = (await shop.metrics()).ordersToday;
  const waitS = Number(response.headers.get("retry-after"));
  await delay(waitS * 1_000);
  const again = await send(shop, address, keys[1], order);
  const receipt = await again.json();
  await other.body?.cancel();

  assert.deepEqual([other.status, waitS, again.status], [201, 1, 201]);
  assert.equal(receipt.accepted, 1, "nothing of it was kept before");
  assert.equal((await shop.metrics()).ordersToday, before + 1);
  assert.equal(other.headers.get("ratelimit-policy"), POLICY);
  assert.match(
    other.headers.get("ratelimit") ?? "",
    /^"publish-address";r=0;t=1, "publish";r=\d+;t=1$/,
  );
  // What an address sends too much is not on the key.
  assert.equal(response.headers.get("ratelimit"), '"publish-address";r=0;t=1');
  assert.deepEqual(problem, {
    type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
    title: "Too many requests",
    status: 429,
    detail: "An address may publish 1 times a second",
    "violated-policies": ["publish-address"],
  });
  assert.equal(await shop.count("flashboard_publishes_refused_total", '{reason="too_fast"}'), 1);
});

Deno.test("quota: this machine itself has no limit of an address, nor has anybody where it is 0", async () => {
  const from = async (shop: Shop, headers: Record<string, string>) => {
    const response = await shop.post("clicks", "{}", headers);
    await response.body?.cancel();
    return response.headers.get("ratelimit-policy");
  };
  await using limited = await openShop({ PUBLISH_RATE_PER_ADDRESS: "1" });
  await using free = await openShop({ PUBLISH_RATE_PER_ADDRESS: "0" });
  const key = '"publish";q=10000;w=1';

  assert.equal(await from(limited, {}), key);
  assert.equal(await from(free, { "x-forwarded-for": "203.0.113.7" }), key);
});
