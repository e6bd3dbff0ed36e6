import assert from "node:assert/strict";
import { GUARD_MS, within } from "./harness/wait.ts";
import { keepKey, revokeKeys } from "./keep_key.ts";
import { anOrder, openShop } from "./shop.ts";

const PASSWORD = "pässwörd: 1";

/** `Authorization` of HTTP Basic, as a browser sends it. */
function basic(user: string, password: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))}`;
}

const BEHIND = ["/", "/api/metrics", "/api/stream/metrics", "/api/stream/events", "/metrics"];

Deno.test("guard: without the password a browser is asked for it, and nothing is shown", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  for (const path of BEHIND) {
    for (const authorization of ["", basic("x", "wrong"), basic(PASSWORD, ""), "Basic !"]) {
      const response = await fetch(shop.url + path, { headers: { authorization } });
      const problem = await response.json();

      assert.equal(response.status, 401, `${path} with ${authorization}`);
      assert.match(response.headers.get("www-authenticate") ?? "", /^Basic realm="Flashboard"/);
      assert.equal(problem.detail, "This needs the dashboard's password, or a read key");
    }
  }
});

Deno.test("guard: the password opens everything, whatever the user name", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  for (const path of BEHIND) {
    const headers = { authorization: basic("anybody", PASSWORD) };
    const response = await fetch(shop.url + path, { headers });
    await response.body?.cancel();

    assert.equal(response.status, 200, path);
  }
});

Deno.test("guard: a read key opens what programs read, and no other key does", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const reads = await keepKey(shop.database, "read");
  const publishes = await keepKey(shop.database, "publish");
  for (const [key, status] of [[reads, 200], [publishes, 403], ["fb_unknown", 401]] as const) {
    for (const path of BEHIND) {
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(shop.url + path, { headers });
      await response.body?.cancel();

      assert.equal(response.status, status, `${path} with ${key}`);
    }
  }
  const headers = { authorization: `Bearer ${reads}` };
  const response = await shop.post("orders", JSON.stringify(anOrder()), headers);
  await response.body?.cancel();
  assert.equal(response.status, 403);
});

Deno.test("guard: a read key that is revoked ends its open streams", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const headers = { authorization: `Bearer ${await keepKey(shop.database, "read")}` };
  await using dashboard = await shop.dashboard({ headers }, "?heartbeat=1");
  await using events = await shop.events("?heartbeat=1", { headers });
  await Promise.all([dashboard, events].map((stream) => stream.next("heartbeat")));
  await revokeKeys(shop.database, "read");
  const closed = Promise.all([dashboard.closed, events.closed]);

  assert.ok(await within(closed.then(() => true), GUARD_MS));
});

Deno.test("guard: publishing and health need no password", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const live = await fetch(`${shop.url}/livez`);
  await live.body?.cancel();

  assert.equal(live.status, 200);
  assert.equal((await shop.publish("orders", anOrder())).accepted, 1);
});
