import { HonoRequest } from "hono/request";
import assert from "node:assert/strict";
import { clientAddress, listOf, networkOf } from "../lib/web/address.ts";
import type { SseClient } from "./harness/sse_client.ts";
import { clientOf } from "../lib/web/client.ts";
import { openShop, type Shop } from "./shop.ts";

const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

async function refusal(shop: Shop, headers: Record<string, string> = {}) {
  const response = await fetch(`${shop.url}/api/stream/metrics`, { headers });
  const { status } = response;
  return { status, retryAfter: response.headers.get("retry-after"), body: await response.json() };
}

/** Asks until a place that was given back is seen to be free. */
async function reopen(shop: Shop): Promise<SseClient> {
  for (;;) {
    const client = await shop.dashboard();
    if (client.status === 200) return client;
    await client[Symbol.asyncDispose]();
  }
}

Deno.test("admission: a full server refuses a stream with 503 and when to come back, until one ends", async () => {
  await using shop = await openShop({ MAX_STREAMS: "2" });
  const first = await shop.dashboard();
  await using _second = await shop.events();
  const { status, retryAfter, body } = await refusal(shop);
  await first[Symbol.asyncDispose]();
  await using third = await reopen(shop);

  assert.equal(status, 503);
  assert.equal(retryAfter, "5");
  assert.equal(body.detail, "This server has its 2 streams open (MAX_STREAMS)");
  assert.equal(third.status, 200);
});

Deno.test("admission: an address has a limit of its own, behind a proxy too", async () => {
  await using shop = await openShop({ MAX_STREAMS_PER_ADDRESS: "1" });
  await using _first = await shop.dashboard(from("203.0.113.7"));
  const { status, retryAfter } = await refusal(shop, from("198.51.100.1, 203.0.113.7").headers);
  await using other = await shop.dashboard(from("203.0.113.8"));
  await using _here = await shop.dashboard();
  await using here = await shop.dashboard();

  assert.equal(status, 429);
  assert.equal(retryAfter, "5");
  assert.equal(other.status, 200);
  assert.equal(here.status, 200, "this machine itself has no limit of its own");
});

Deno.test("admission: a place is given back also when the stream could not be opened", async () => {
  await using shop = await openShop({ MAX_STREAMS: "1" });
  for (let n = 0; n < 3; n++) {
    const response = await fetch(`${shop.url}/api/stream/metrics?heartbeat=0`);
    assert.equal(response.status, 422);
    await response.body?.cancel();
  }
  await using client = await reopen(shop);

  assert.equal(client.status, 200);
});

Deno.test("admission: only trusted proxies say who a client is", () => {
  const isTrusted = listOf(["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);
  const cases: [peer: string, forwarded: string | null, client: string][] = [
    ["203.0.113.7", "1.1.1.1", "203.0.113.7"],
    ["127.0.0.1", null, "127.0.0.1"],
    ["127.0.0.1", "1.1.1.1", "1.1.1.1"],
    ["::ffff:127.0.0.1", "1.1.1.1", "1.1.1.1"],
    ["127.0.0.1", "6.6.6.6, 1.1.1.1, 10.2.3.4", "1.1.1.1"],
    ["fd00::1", "2001:db8::7", "2001:db8::7"],
    ["127.0.0.1", "unknown", "127.0.0.1"],
    ["127.0.0.1", "10.0.0.1", "10.0.0.1"],
  ];
  for (const [peer, forwarded, client] of cases) {
    assert.equal(clientAddress(peer, forwarded, isTrusted), client);
  }
});

Deno.test("admission: an IPv6 address counts as its network, whose other addresses are as easily had", () => {
  const cases: [address: string, network: string][] = [
    ["203.0.113.7", "203.0.113.7"],
    ["2001:db8:0:1::7", "2001:db8:0:1::/64"],
    ["2001:0DB8:0000:0001:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"],
    ["2001:db8::7", "2001:db8:0:0::/64"],
    ["1::2:3:4:5:6", "1:0:0:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::2", "0:0:0:0::/64"],
  ];
  for (const [address, network] of cases) assert.equal(networkOf(address), network);
});

Deno.test("admission: a trusted proxy that names nobody is no client, and another is one", () => {
  const client = clientOf(["127.0.0.1", "10.0.0.5"]);
  const of = (address: string) =>
    client({ env: { address }, req: new HonoRequest(new Request("http://x/")) });

  assert.deepEqual(["10.0.0.5", "::ffff:10.0.0.5", "127.0.0.1"].map(of), [null, null, null]);
  assert.equal(of("10.0.0.6"), "10.0.0.6");
});
