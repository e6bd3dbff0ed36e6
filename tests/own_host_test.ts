import assert from "node:assert/strict";
import { RawConnection } from "./harness/raw_connection.ts";
import { openShop, type Shop } from "./shop.ts";

async function statusAt(shop: Shop, host: string, path = "/api/metrics") {
  using connection = await RawConnection.open(shop.url);
  await connection.send(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  const { status } = await connection.answer();
  return status;
}

Deno.test("own host: without a password only this machine's names open the board, and those that are set", async () => {
  await using shop = await openShop({ ALLOWED_HOSTS: "board.example.com, [fd00::7]" });
  const { port } = new URL(shop.url);
  const own = ["localhost", "LOCALHOST", "board.localhost", "127.0.0.1", "127.9.9.9", "[::1]"];
  const set = ["board.example.com", "Board.Example.com", "[fd00::7]"];
  const foreign = ["evil.example", "127.evil.example", "localhost.evil.example", "10.0.0.1"];
  for (const name of [...own, ...set]) {
    assert.equal(await statusAt(shop, name), 200, name);
    assert.equal(await statusAt(shop, `${name}:${port}`), 200, name);
  }
  for (const name of [...foreign, "[::2]", "board.example.com.evil.example"]) {
    for (const path of ["/", "/tv", "/api/metrics", "/api/stream/events", "/metrics"]) {
      assert.equal(await statusAt(shop, name, path), 421, `${path} at ${name}`);
    }
  }
  assert.equal(await statusAt(shop, "evil.example", "/livez"), 200);
});

Deno.test("own host: with a password any name does, as no other site's page knows it", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "secret" });
  assert.equal(await statusAt(shop, "board.example.com"), 401);
});
