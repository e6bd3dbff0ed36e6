import assert from "node:assert/strict";
import type { BrowserContext, LaunchOptions, Page } from "playwright-core";
import { openBrowser } from "./harness/browser.ts";
import { poll } from "./harness/wait.ts";
import { anOrder, type Shop } from "./shop.ts";

/** What a page may take to be right again, in ms. */
const PROMISED_MS = 3_000;

/** Measures up to three times whether the promise is kept: the machine may be busy with others. */
export async function isPrompt(measure: () => Promise<number>): Promise<void> {
  const waits: number[] = [];
  while (waits.length < 3) {
    const waited = await measure();
    if (waited <= PROMISED_MS) return;
    waits.push(waited);
  }
  assert.fail(`right again after ${waits.map(Math.round).join(", ")} ms`);
}

/** A browser with nothing open; `init` runs in each page before any script of its own. */
export async function openTabs(init = "", options?: LaunchOptions) {
  const browser = await openBrowser(options);
  const context = await browser.newContext();
  await context.addInitScript(init);
  return { context, [Symbol.asyncDispose]: () => browser.close() };
}

export async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await says(page, /^Live\b/);
  return page;
}

/** Waits until the page says a text; the time-out is only a guard against hanging. */
export async function says(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text, { exact: true }).first().waitFor({ timeout: 30_000 });
}

let orders = 0;

/** Publishes an order under a customer's name that no other has, and answers the name. */
export async function publishOrder(shop: Shop): Promise<string> {
  const customer = `Customer${++orders}`;
  await shop.publish("orders", anOrder({ customer }));
  return customer;
}

/** The ms until a page shows an order, and trusts its numbers. */
export async function shows(page: Page, order: string): Promise<number> {
  const start = performance.now();
  await says(page, order);
  await says(page, /^Live\b/);
  return performance.now() - start;
}

/** The ms until all the pages show a new order. */
export async function showOrder(shop: Shop, pages: Page[]): Promise<number> {
  const order = await publishOrder(shop);
  return Math.max(...await Promise.all(pages.map((page) => shows(page, order))));
}

export async function hasStreams(shop: Shop, count: number): Promise<void> {
  const open = () => shop.count("flashboard_streams_open");
  assert.ok(await poll(async () => await open() === count), `${await open()} streams are open`);
}
