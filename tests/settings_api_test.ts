import assert from "node:assert/strict";
import { poll } from "./harness/wait.ts";
import { ask, openServers, PASSWORD } from "./operator.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

Deno.test("settings api: the store's name and threshold change on every server and on boards that are open", async () => {
  await using servers = await openServers({ STORE_NAME: "Mugs", CUSTOMER_LABEL: "full" });
  const { here, there } = servers;
  await using board = await there.dashboard();
  const store = { name: "Cups & more", lowStockThreshold: 3, customerLabel: "none" };
  const byDefault = { name: "Mugs", lowStockThreshold: 10, customerLabel: "full" };
  const before = await ask(here, "GET", "/api/settings");
  assert.deepEqual(before.body.settings.store, {
    value: byDefault,
    default: byDefault,
    writtenAt: null,
  });
  const short = await ask(here, "PUT", "/api/settings/store", {
    name: "Cups",
    lowStockThreshold: 3,
  });
  assert.equal(short.body.value.customerLabel, "full", "what is left out is as by default");
  const put = await ask(here, "PUT", "/api/settings/store", store);
  assert.equal(put.status, 200);
  assert.deepEqual([put.body.value, put.body.default], [store, byDefault]);
  assert.ok(Math.abs(Date.parse(put.body.writtenAt) - Date.now()) < 60_000);

  assert.ok(await poll(() => board.all.some(({ data }) => Object(data).storeName === store.name)));
  assert.equal((await here.metrics()).storeName, store.name);
  await there.publish("inventory", { productId: "mug", available: 4 });
  await there.publish("orders", anOrder());
  const [{ customer } = assert.fail("no order")] = (await there.metrics()).recentOrders;
  assert.deepEqual((await there.metrics()).alerts, [], "3 are not below 3");
  assert.equal(customer, null);

  const back = await ask(there, "DELETE", "/api/settings/store");
  assert.deepEqual(back.body, { value: byDefault, default: byDefault, writtenAt: null });
  assert.ok(await poll(async () => (await here.metrics()).storeName === "Mugs"));
});

Deno.test("settings api: what is wrong is said with a pointer, and nothing changes", async () => {
  await using shop = await openShop({ STORE_NAME: "Mugs" });
  const fine = { name: "Cups", lowStockThreshold: 3 };
  const wrong: [body: unknown, pointer: string][] = [
    [{ ...fine, name: "" }, "/name"],
    [{ ...fine, name: "  " }, "/name"],
    [{ ...fine, name: "a\u0000b" }, "/name"],
    [{ ...fine, lowStockThreshold: -1 }, "/lowStockThreshold"],
    [{ ...fine, lowStockThreshold: 1.5 }, "/lowStockThreshold"],
    [{ ...fine, customerLabel: "all" }, "/customerLabel"],
    [{ name: "Cups" }, "/lowStockThreshold"],
    [{ ...fine, currency: "EUR" }, ""],
    [null, ""],
  ];
  for (const [body, pointer] of wrong) {
    const answer = await ask(shop, "PUT", "/api/settings/store", body);
    assert.deepEqual([answer.status, answer.body.pointer], [422, pointer], JSON.stringify(body));
  }
  assert.equal((await ask(shop, "PUT", "/api/settings/storm", fine)).status, 404);
  assert.equal((await ask(shop, "DELETE", "/api/settings/storm")).status, 404);
  assert.equal((await ask(shop, "DELETE", "/api/keys/a%00b")).status, 404);
  const change = await ask(shop, "PATCH", "/api/products/a%00b", { threshold: 3 });
  assert.equal(change.status, 404);
  const { store } = (await ask(shop, "GET", "/api/settings")).body.settings;
  assert.deepEqual([store.value.name, store.writtenAt], ["Mugs", null]);
});

Deno.test("settings api: a key is shown once, works on every server, and on none once its end is answered", async () => {
  await using servers = await openServers({ DASHBOARD_PASSWORD: PASSWORD });
  const { here, there } = servers;
  const name = "Lager / Halle 2 %";
  const made = await ask(here, "POST", "/api/keys", {
    name,
    scopes: ["publish:inventory", "read"],
  });
  assert.equal(made.status, 201);
  const { key, ...kept } = made.body;
  assert.match(key, /^fb_.{30,}$/);
  const publish = async (shop: Shop) => {
    const item = JSON.stringify({ productId: "mug", available: 4 });
    const answer = await shop.post("inventory", item, { authorization: `Bearer ${key}` });
    await answer.body?.cancel();
    return answer.status;
  };
  assert.deepEqual([await publish(here), await publish(there)], [201, 201]);
  const listed = await ask(there, "GET", "/api/keys");
  assert.deepEqual(listed.body, { keys: [kept] });
  assert.ok(!JSON.stringify(listed.body).includes(key));
  const again = await ask(there, "POST", "/api/keys", { name, scopes: ["read"] });
  assert.deepEqual([again.status, again.body.pointer], [409, "/name"]);

  const path = `/api/keys/${encodeURIComponent(name)}`;
  assert.equal((await ask(there, "DELETE", path)).status, 204);
  assert.deepEqual([await publish(here), await publish(there)], [401, 401]);
  assert.equal((await ask(here, "DELETE", path)).status, 404);
});

Deno.test("settings api: a screen's key comes with its link; scopes that cannot be are named", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const made = await ask(shop, "POST", "/api/keys", { name: "Wall", scopes: ["screen"] });
  const screen = await fetch(shop.url + made.body.link);
  assert.equal(screen.status, 200);
  assert.match(await screen.text(), /<div id="tv"/);

  const wrong: [body: unknown, pointer: string][] = [
    [{ name: "Wall 2", scopes: ["screen", "read"] }, "/scopes"],
    [{ name: "Wall 2", scopes: [] }, "/scopes"],
    [{ name: "Wall 2", scopes: ["write"] }, "/scopes"],
    [{ name: "..", scopes: ["read"] }, "/name"],
    [{ scopes: ["read"] }, "/name"],
  ];
  for (const [body, pointer] of wrong) {
    const answer = await ask(shop, "POST", "/api/keys", body);
    assert.deepEqual([answer.status, answer.body.pointer], [422, pointer], JSON.stringify(body));
  }
});

Deno.test("settings api: a viewer sees none of it", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const made = await ask(shop, "POST", "/api/keys", { name: "Reader", scopes: ["read"] });
  const authorization = `Bearer ${made.body.key}`;
  for (const path of ["/api/settings", "/api/keys"]) {
    for (const [headers, status] of [[{ authorization }, 403], [{}, 401]] as const) {
      const answer = await fetch(shop.url + path, { headers });
      await answer.body?.cancel();
      assert.equal(answer.status, status, path);
    }
  }
});
