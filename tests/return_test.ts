import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import { startProxy } from "./harness/proxy.ts";
import { Relay } from "./harness/relay.ts";
import { openShop, type Shop } from "./shop.ts";
import {
  hasStreams,
  isPrompt,
  openTab,
  openTabs,
  publishOrder,
  says,
  showOrder,
  shows,
} from "./tabs.ts";

/** Tells a page what the browser would; headless it freezes no tab. */
async function tell(page: Page, type: "freeze" | "resume"): Promise<void> {
  await page.evaluate((type) => document.dispatchEvent(new Event(type)), type);
}

/** A page whose stream is the only connection that its browser has open, through a relay. */
async function openThrough(relay: Relay, context: BrowserContext): Promise<Page> {
  const page = await openTab(context, `http://127.0.0.1:${relay.port}`);
  relay.cut();
  await says(page, /^Reconnecting/);
  await says(page, /^Live\b/);
  return page;
}

Deno.test("return: a frozen tab holds no stream, and is right within 3 s of thawing", async () => {
  await using shop = await openShop();
  await using browser = await openTabs();
  const page = await openTab(browser.context, shop.url);
  await isPrompt(async () => {
    await hasStreams(shop, 1);
    await tell(page, "freeze");
    await hasStreams(shop, 0);
    const order = await publishOrder(shop);
    await tell(page, "resume");
    return await shows(page, order);
  });
});

/** Leaves the page, lets an order come, and goes back: to a page that was kept, or to a new one. */
async function goAndComeBack(shop: Shop, page: Page): Promise<number> {
  await page.goto(`${shop.url}/docs`);
  const order = await publishOrder(shop);
  await page.goBack({ waitUntil: "commit" });
  const waited = await shows(page, order);
  await hasStreams(shop, 1);
  return waited;
}

Deno.test("return: the way back to the page leads to right numbers within 3 s", async () => {
  await using shop = await openShop();
  await using browser = await openTabs();
  const page = await openTab(browser.context, shop.url);
  await isPrompt(() => goAndComeBack(shop, page));
});

Deno.test("return: a page that the browser kept for the way back is right within 3 s", async () => {
  await using shop = await openShop();
  // Chromium keeps no page that says no-store; other browsers do.
  const extra = "proxy_hide_header Cache-Control;";
  await using proxy = await startProxy("nginx", shop.url, { extra });
  const keepsPages = { ignoreDefaultArgs: ["--disable-back-forward-cache"] };
  await using browser = await openTabs("", keepsPages);
  const page = await openTab(browser.context, proxy.url);
  await page.evaluate(() => document.body.dataset["isKept"] = "yes");
  await isPrompt(() => goAndComeBack(shop, page));

  assert.equal(await page.evaluate(() => document.body.dataset["isKept"]), "yes");
});

Deno.test("return: a page is right within 3 s of its network's return", async () => {
  await using shop = await openShop();
  await using relay = new Relay(Number(new URL(shop.url).port));
  // The network that is switched off is that of pages, not of what they share.
  await using browser = await openTabs("delete globalThis.SharedWorker");
  const page = await openThrough(relay, browser.context);
  await isPrompt(async () => {
    await browser.context.setOffline(true);
    relay.cut();
    await says(page, /^Stale/);
    const order = await publishOrder(shop);
    await browser.context.setOffline(false);
    return await shows(page, order);
  });
});

Deno.test("return: a connection that another network left dead is replaced within 3 s", async () => {
  await using shop = await openShop();
  await using relay = new Relay(Number(new URL(shop.url).port));
  await using browser = await openTabs();
  const page = await openThrough(relay, browser.context);
  await isPrompt(async () => {
    relay.lose();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    return await showOrder(shop, [page]);
  });
});

Deno.test("return: a machine that slept is right within 3 s", async () => {
  await using shop = await openShop();
  await using relay = new Relay(Number(new URL(shop.url).port));
  await using browser = await openTabs();
  const page = await openThrough(relay, browser.context);
  await page.clock.install();
  await isPrompt(async () => {
    relay.lose();
    await page.clock.fastForward(600_000);
    return await showOrder(shop, [page]);
  });
});
