import assert from "node:assert/strict";
import { freePort } from "./harness/ports.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { startProxy } from "./harness/proxy.ts";
import { isLive, openPage, says } from "./open_page.ts";
import { anOrder, KEY, openShop, Shop } from "./shop.ts";

Deno.test("browser: an order published over HTTP appears on the page, and a reload keeps it", async () => {
  await using shop = await openShop();
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  await says(page, "Send your first order");
  await isLive(page);
  const total = "12345.67";
  await shop.publish("orders", anOrder({ customer: "Grace Hopper", total }));
  await says(page, "Grace H.");
  assert.match(await page.locator("body").innerText(), /12,345\.67/);
  await page.reload();

  assert.match(await page.locator("body").innerText(), /12,345\.67/);
  await says(page, "Grace H.");
  assert.deepEqual(complaints, []);
});

Deno.test("browser: the page has its numbers before any script runs", async () => {
  await using shop = await openShop({ STORE_NAME: "Mug & Co <script>" });
  await shop.publish("orders", anOrder({ total: "4321.00" }));
  const page = await (await fetch(shop.url)).text();

  assert.match(page, /4,321/);
  assert.ok(page.includes("Mug &amp; Co &lt;script>"), "names are text");
});

Deno.test("browser: stock that runs low and its alert appear, and a customer's name is only text", async () => {
  await using shop = await openShop({ CUSTOMER_LABEL: "full" });
  await using opened = await openPage(shop.url, { colorScheme: "dark" });
  const { page, complaints } = opened;
  await isLive(page);
  await shop.publish("inventory", { productId: "mug", name: "Enamel mug", available: 10 });
  await shop.publish("orders", anOrder({ customer: "<img src=x onerror=alert(1)>" }));
  await says(page, "Low stock: Enamel mug");
  await says(page, "<img src=x onerror=alert(1)>");

  assert.equal(await page.locator("img").count(), 0);
  assert.deepEqual(complaints, []);
});

Deno.test("browser: behind a proxy that holds streams back the page polls, and says so", async () => {
  await using shop = await openShop();
  await using proxy = await startProxy("nginx", shop.url, {
    extra: "proxy_ignore_headers X-Accel-Buffering;",
  });
  await using opened = await openPage(proxy.url);
  const { page, complaints } = opened;
  await says(page, "Every 2 s");
  await shop.publish("orders", anOrder({ customer: "Grace Hopper" }));
  await says(page, "Grace H.");
  await says(page, "Every 2 s");

  assert.deepEqual(complaints, []);
});

Deno.test("browser: after a restart of the server the page is right again within 3 s", async () => {
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url, PUBLISH_KEY: KEY, PORT: String(freePort()) };
  let server = await spawnServer({ env });
  const shop = new Shop(server.url);
  await using opened = await openPage(server.url);
  const { page } = opened;
  await isLive(page);

  const waits: number[] = [];
  for (const round of [1, 2, 3]) {
    await server[Symbol.asyncDispose]();
    await says(page, /Reconnecting|Stale|Offline/);
    server = await spawnServer({ env });
    const back = performance.now();
    await shop.publish("orders", anOrder({ customer: `Round ${round}` }));
    await says(page, `Round ${round}`);
    waits.push(performance.now() - back);
    await isLive(page);
  }
  await server[Symbol.asyncDispose]();
  const median = waits.sort((a, b) => a - b)[1] ?? Infinity;
  assert.ok(median <= 3_000, `right again after ${waits.map(Math.round).join(", ")} ms`);
});
