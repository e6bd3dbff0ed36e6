import type { Page } from "playwright-core";
import { logIn } from "./log_in.ts";
import { openShop } from "./shop.ts";
import { hasStreams, isPrompt, openTab, openTabs, showOrder } from "./tabs.ts";

async function crash(page: Page | undefined): Promise<void> {
  if (!page) return;
  const gone = new Promise((resolve) => page.once("crash", resolve));
  const devtools = await page.context().newCDPSession(page);
  // It crashes before it can answer.
  devtools.send("Page.crash").catch(() => {});
  await gone;
}

Deno.test("tabs: ten tabs of a browser are one stream, and all show what happens", async () => {
  await using shop = await openShop();
  await using browser = await openTabs();
  const pages: Page[] = [];
  for (let tab = 0; tab < 10; tab++) pages.push(await openTab(browser.context, shop.url));
  await hasStreams(shop, 1);
  await showOrder(shop, pages);
  await pages.shift()?.close();
  await showOrder(shop, pages);
  await hasStreams(shop, 1);

  await Promise.all(pages.map((page) => page.close()));
  await hasStreams(shop, 0);
});

Deno.test("tabs: a crash that takes what is shared with it leaves the others right within 3 s", async () => {
  await using shop = await openShop();
  await isPrompt(async () => {
    await using browser = await openTabs();
    const pages: Page[] = [];
    for (let tab = 0; tab < 3; tab++) pages.push(await openTab(browser.context, shop.url));
    await hasStreams(shop, 1);
    // What is shared lives in the process of the tab that came first.
    await crash(pages.shift());
    await hasStreams(shop, 0);
    const waited = await showOrder(shop, pages);
    await hasStreams(shop, 1);
    return waited;
  });
});

Deno.test("tabs: a browser in which nothing can be shared shows the same", async () => {
  await using shop = await openShop();
  await using browser = await openTabs("delete globalThis.SharedWorker");
  const pages = [
    await openTab(browser.context, shop.url),
    await openTab(browser.context, shop.url),
  ];
  await hasStreams(shop, 2);
  await showOrder(shop, pages);
});

Deno.test("tabs: where the shared part is blocked a tab follows by itself", async () => {
  await using shop = await openShop();
  await using browser = await openTabs(
    "SharedWorker = class { port = new MessageChannel().port1 }",
  );
  await showOrder(shop, [await openTab(browser.context, shop.url)]);
  await hasStreams(shop, 1);
});

Deno.test("tabs: what is shared is let in by the session that the page was opened with", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "secret" });
  await using browser = await openTabs();
  const cookie = await logIn(shop.url, "secret");
  const [name = "", value = ""] = cookie.split("=");
  await browser.context.addCookies([{ name, value, url: shop.url }]);
  const page = await openTab(browser.context, shop.url);
  await showOrder(shop, [page]);
});
