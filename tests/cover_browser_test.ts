import assert from "node:assert/strict";
import { openBrowser } from "./harness/browser.ts";
import { anOrder, openShop } from "./shop.ts";

Deno.test("browser: what runs out says when, in the shop's zone, and says nothing once the page is stale", async () => {
  await using shop = await openShop({ STORE_TIMEZONE: "Asia/Kathmandu" });
  await shop.publish("inventory", { productId: "mug", name: "Enamel mug", available: 100 });
  await using browser = await openBrowser();
  const page = await browser.newPage();
  await page.goto(shop.url);
  await page.getByText(/^Live$/).waitFor();
  await shop.publish("orders", Array.from({ length: 10 }, () => anOrder()));
  const row = page.locator('[data-product="mug"]');
  const eta = row.locator(".eta");
  await eta.waitFor();

  assert.match(await eta.innerText(), /Soon:\s*\d min\s*\(\d+–\d+\)\s*about \d\d:\d\d/);
  const [, hour, minute] = /about (\d\d):(\d\d)/.exec(await eta.innerText()) ?? [];
  const kathmandu = (Date.now() / 60_000 + 5 * 60 + 45) % 1_440;
  const ahead = (Number(hour) * 60 + Number(minute) - kathmandu + 1_440) % 1_440;
  assert.ok(ahead > 3 && ahead < 12, `${ahead} min ahead`);
  await page.getByText("Runs out soon: Enamel mug").waitFor();
  await page.locator('[data-value="risk"]').getByText(/^[1-9]/).waitFor();

  const wall = await browser.newPage();
  await wall.goto(`${shop.url}/tv`);
  const left = wall.locator('[data-product="mug"] .tv-state');
  await left.getByText(/ min$/).waitFor();

  await shop[Symbol.asyncDispose]();
  await page.locator('[data-connection="stale"]').waitFor();
  assert.equal(await eta.isVisible(), false);
  assert.ok(await row.getByText("unknown while stale").isVisible());
  await left.getByText("Soon").waitFor();
});
