import assert from "node:assert/strict";
import { GUARD_MS, poll, within } from "./harness/wait.ts";
import { keepKey, revokeKeys } from "./keep_key.ts";
import { connect } from "../lib/postgres/connect.ts";
import { anOrder, KEY, openShop, type Shop } from "./shop.ts";

const PASSWORD = "a long password";

async function statusOf(shop: Shop, path: string, screen: string, init?: RequestInit) {
  const mark = path.includes("?") ? "&" : "?";
  const url = `${shop.url}${path}${mark}screen=${encodeURIComponent(screen)}`;
  const response = await fetch(url, init);
  await response.body?.cancel();
  return response.status;
}

const OPEN = ["/tv", "/tv?money=hide", "/api/metrics", "/api/stream/metrics"];
const CLOSED = ["/", "/api/history", "/api/stream/events", "/metrics"];

Deno.test("screens: a link opens the screen and its numbers, and nothing else that reads", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const link = await keepKey(shop.database, "screen");
  for (const path of OPEN) assert.equal(await statusOf(shop, path, link), 200, path);
  for (const path of CLOSED) assert.equal(await statusOf(shop, path, link), 401, path);

  const authorization = `Bearer ${link}`;
  for (const path of [...OPEN, ...CLOSED]) {
    const response = await fetch(shop.url + path, { headers: { authorization } });
    await response.body?.cancel();
    assert.equal(response.status, 403, `${path} with the key as a program's`);
  }
});

Deno.test("screens: a link publishes nothing", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const link = await keepKey(shop.database, "screen");
  const body = JSON.stringify(anOrder());
  const headers = { "content-type": "application/json" };
  const asLink = await statusOf(shop, "/api/publish/orders", link, {
    method: "POST",
    body,
    headers,
  });
  const asKey = await shop.post("orders", body, { authorization: `Bearer ${link}` });
  await asKey.body?.cancel();

  assert.deepEqual([asLink, asKey.status], [401, 403]);
  assert.equal(await statusOf(shop, "/tv", link, { method: "POST" }), 401);
});

Deno.test("screens: a link that was revoked, a wrong one and another kind of key open nothing", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const revoked = await keepKey(shop.database, "screen");
  await revokeKeys(shop.database, "screen");
  const reads = await keepKey(shop.database, "read");
  const publishes = await keepKey(shop.database, "publish");
  const cases = [[revoked, 401], ["fbs_wrong", 401], ["", 401], ["two words", 401]] as const;
  for (const [screen, status] of cases) {
    for (const path of OPEN) assert.equal(await statusOf(shop, path, screen), status, path);
  }
  for (const screen of [reads, publishes, KEY]) {
    for (const path of OPEN) assert.equal(await statusOf(shop, path, screen), 403, path);
  }
});

Deno.test("screens: what is refused asks for no password, as nobody stands there to type it", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  for (const path of OPEN) {
    const response = await fetch(`${shop.url}${path.split("?")[0]}?screen=fbs_wrong`);
    const text = await response.text();

    assert.equal(response.headers.get("www-authenticate"), "Bearer", path);
    if (path === "/tv") assert.match(text, /This screen was revoked/);
  }
  const locked = await fetch(`${shop.url}/tv`);
  assert.match(await locked.text(), /This screen needs a link/);
  assert.match(locked.headers.get("www-authenticate") ?? "", /^Basic/);
});

Deno.test("screens: a link that is revoked ends the streams it opened, and no other's", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const link = await keepKey(shop.database, "screen");
  const headers = { authorization: `Bearer ${await keepKey(shop.database, "read")}` };
  await using screen = await shop.dashboard({}, `?heartbeat=1&screen=${link}`);
  await using program = await shop.dashboard({ headers }, "?heartbeat=1");
  await Promise.all([screen, program].map((stream) => stream.next("heartbeat")));
  await revokeKeys(shop.database, "screen");

  assert.ok(await within(screen.closed.then(() => true), GUARD_MS));
  await program.next("heartbeat");
});

Deno.test("screens: the link is sent to no other address, and kept in no cache", async () => {
  await using shop = await openShop();
  const { headers, body } = await fetch(`${shop.url}/tv?screen=fbs_x`);
  await body?.cancel();

  assert.equal(headers.get("referrer-policy"), "no-referrer");
  assert.equal(headers.get("cache-control"), "no-store");
});

Deno.test("screens: while the database is away the page says so, and asks again by itself", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const link = await keepKey(shop.database, "screen");
  const sql = connect({ url: shop.database });
  await sql`alter table flashboard.keys rename to away`;
  const away = await fetch(`${shop.url}/tv?screen=${link}`);
  const text = await away.text();
  await sql`alter table flashboard.away rename to keys`;
  await sql.end();

  assert.equal(away.status, 500);
  assert.equal(away.headers.get("refresh"), "5");
  assert.match(text, /The board is not there yet/);
  assert.ok(await poll(async () => await statusOf(shop, "/tv", link) === 200));
});

Deno.test("screens: the server says which pages it has, as the page itself does", async () => {
  await using shop = await openShop();
  const page = await (await fetch(`${shop.url}/tv`)).text();
  const asked = await fetch(`${shop.url}/api/metrics`, { method: "HEAD" });
  const version = asked.headers.get("flashboard-version");
  const etag = asked.headers.get("etag") ?? "";
  const same = await fetch(`${shop.url}/api/metrics`, { headers: { "if-none-match": etag } });

  assert.match(version ?? "", /^[0-9a-f]{12}$/);
  assert.ok(page.includes(`data-version="${version}"`));
  assert.equal(same.headers.get("flashboard-version"), version);
});
