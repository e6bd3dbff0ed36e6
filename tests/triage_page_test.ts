import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openBrowser } from "./harness/browser.ts";
import { poll } from "./harness/wait.ts";
import { openShop, type Shop } from "./shop.ts";

/** A shop with alerts on its board, and a browser; what a page complains of fails the test at the end. */
async function openBoard(...titles: string[]) {
  const stack = new AsyncDisposableStack();
  const shop = stack.use(await openShop());
  await raise(shop, ...titles);
  const browser: Browser = stack.adopt(await openBrowser(), (browser) => browser.close());
  const complaints: string[] = [];
  const open = async (
    options: BrowserContextOptions = {},
    before?: string,
    prepare: (page: Page) => Promise<unknown> = async () => {},
  ) => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    if (before) await context.addInitScript(before);
    const page = await context.newPage();
    await prepare(page);
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(shop.url);
    await page.getByText(/^Live$/).waitFor();
    return page;
  };
  return { shop, open, complaints, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Raises alerts so that they are listed in this order. */
async function raise(shop: Shop, ...titles: string[]): Promise<void> {
  const items = titles.map((title) => ({ title, severity: "critical" })).reverse();
  if (items.length > 0) await shop.publish("alerts", items);
}

/** The titles of the alerts that are open on a page. */
function openOn(page: Page): Promise<string[]> {
  return page.locator(".rows > .alert > div > .title").allInnerTexts();
}

async function shows(page: Page, ...titles: string[]): Promise<void> {
  assert.ok(
    await poll(async () => (await openOn(page)).join() === titles.join()),
    `${await openOn(page)} is shown, and not ${titles}`,
  );
}

/** What the button with the focus is called, or whatever else has it. */
function focusOn(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "nothing");
}

function press(page: Page, act: string, title: string): Promise<void> {
  return page.getByRole("button", { name: `${act}: ${title}`, exact: true }).click();
}

/** What is folded away under this, and unfolds it. */
async function unfold(page: Page, summary: string): Promise<void> {
  await page.locator("summary").filter({ hasText: summary }).click();
}

Deno.test("triage page: what one acknowledges, the other sees within a second, and either opens it again", async () => {
  await using board = await openBoard("Slow", "Down", "Late");
  const [here, there] = [await board.open(), await board.open()];
  assert.match(await there.title(), /^\(3\) /);
  const waits: number[] = [];
  for (const title of ["Slow", "Down"]) {
    await press(here, "Acknowledge", title);
    const pressed = performance.now();
    await there.getByRole("button", { name: `Acknowledge: ${title}` }).waitFor({
      state: "detached",
    });
    waits.push(performance.now() - pressed);
  }
  assert.ok(Math.min(...waits) < 1_000, `seen after ${waits.map(Math.round).join(" and ")} ms`);
  await shows(there, "Late");
  assert.match(await there.title(), /^\(1\) /);
  await there.getByText("1 critical of 1").waitFor();
  await there.getByRole("status").filter({ hasText: "Acknowledged: " }).waitFor();
  await unfold(there, "2 acknowledged");
  await press(there, "Open again", "Down");
  await shows(here, "Down", "Late");
  await shows(there, "Down", "Late");

  assert.deepEqual(board.complaints, []);
});

Deno.test("triage page: the keyboard alone acknowledges, and stands on the next alert afterwards", async () => {
  await using board = await openBoard("One", "Two", "Three", "Four");
  const [page, other] = [await board.open(), await board.open()];
  await page.keyboard.press("a");
  await shows(page, "Two", "Three", "Four");
  await page.getByRole("status").filter({ hasText: "Acknowledged: One" }).waitFor();
  await page.getByRole("button", { name: "Acknowledge: Two" }).focus();
  await page.keyboard.press("Enter");
  await shows(page, "Three", "Four");
  assert.equal(await focusOn(page), "Acknowledge: Three");
  await page.keyboard.press("Tab");
  assert.equal(await focusOn(page), "Snooze: Three");
  await press(other, "Acknowledge", "Three");
  await shows(page, "Four");
  assert.equal(await focusOn(page), "Snooze: Four", "the row that had it went by another's hand");
  await raise(board.shop, "Five");
  await shows(page, "Five", "Four");
  assert.equal(await focusOn(page), "Snooze: Four", "a new alert does not take it");
  await other.keyboard.press("a");
  await shows(page, "Four");
  await other.keyboard.press("a");
  await shows(page);

  assert.equal(await focusOn(page), "Alerts, worst first");
  await page.getByText("Nothing needs attention.").waitFor();
  assert.deepEqual(board.complaints, []);
});

Deno.test("triage page: a snooze is chosen by keyboard, says until when, and Escape leaves all as it was", async () => {
  await using board = await openBoard("Slow", "Down");
  const page = await board.open();
  await page.getByRole("button", { name: "Snooze: Slow" }).focus();
  await page.keyboard.press("Enter");
  const span = page.getByRole("button", { name: "15 min" });
  assert.ok(await span.evaluate((button) => button === document.activeElement));
  await page.keyboard.press("Escape");
  assert.equal(await focusOn(page), "Snooze: Slow");
  assert.equal(await span.count(), 0);
  await page.keyboard.press("Enter");
  const asked = Date.now();
  await span.press("Enter");
  await shows(page, "Down");
  assert.equal(await focusOn(page), "Acknowledge: Down");
  await unfold(page, "1 snoozed");
  await page.getByText(/Snoozed until \d\d:\d\d/).waitFor();
  const { alerts } = await board.shop.metrics();
  const until = Date.parse(alerts.find(({ title }) => title === "Slow")?.snoozedUntil ?? "");

  assert.ok(Math.abs(until - asked - 900_000) < 30_000, new Date(until).toISOString());
  assert.deepEqual(board.complaints, []);
});

Deno.test("triage page: an alert whose snooze is over is back by itself", async () => {
  await using board = await openBoard("Slow");
  const page = await board.open({}, undefined, (page) => page.clock.install());
  const [{ id } = assert.fail("no alert")] = (await board.shop.metrics()).alerts;
  const snoozedUntil = new Date(Date.now() + 3_600_000).toISOString();
  await board.shop.change(id, JSON.stringify({ snoozedUntil }));
  await shows(page);
  await page.clock.fastForward(3_600_000);
  await shows(page, "Slow");
});

Deno.test("triage page: what the server does not take is open again, with a sentence and a way to try once more", async () => {
  await using board = await openBoard("Slow");
  const page = await board.open();
  await page.route("**/api/alerts/*", (route) => route.abort(), { times: 1 });
  await press(page, "Acknowledge", "Slow");
  const sentence = page.getByRole("alert").filter({ hasText: '"Slow" is as it was' });
  await sentence.waitFor();
  assert.match(await sentence.innerText(), /the server does not answer\. Try again\.$/);
  await shows(page, "Slow");
  await page.route(
    "**/api/alerts/*",
    (route) => route.fulfill({ status: 503, json: { detail: "The database is away" } }),
    { times: 1 },
  );
  await press(page, "Acknowledge", "Slow");
  await sentence.filter({ hasText: "The database is away." }).waitFor();
  await press(page, "Acknowledge", "Slow");
  await shows(page);

  assert.equal(await sentence.count(), 0);
});

Deno.test("triage page: without a connection the buttons say why they do nothing", async () => {
  await using board = await openBoard("Slow");
  const page = await board.open();
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(request.method()));
  await board.shop[Symbol.asyncDispose]();
  const why = "Alerts can be acknowledged once the page is connected again.";
  await page.getByText(why).waitFor();
  const button = page.getByRole("button", { name: "Acknowledge: Slow", description: why });
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await button.click({ force: true });
  await page.keyboard.press("a");

  assert.deepEqual(await openOn(page), ["Slow"]);
  assert.ok(!asked.includes("PATCH"));
});

Deno.test("triage page: on a phone the first alert is under the thumb, and every target is large enough", async () => {
  await using board = await openBoard("One", "Two", "Three");
  const phone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
  for (const [options, least] of [[phone, 44], [{}, 24]] as const) {
    const page = await board.open(options);
    const first = page.getByRole("button", { name: "Snooze: One" });
    await first.click();
    // What explains a number has a larger place around it for fingers.
    const targets = page.locator(".alerts button:not(.counted-button), .alerts summary");
    const sizes = await targets.evaluateAll((targets) =>
      targets.filter((target) => target.checkVisibility()).map((target) => {
        const { width, height } = target.getBoundingClientRect();
        return Math.min(width, height);
      })
    );
    assert.ok(Math.min(...sizes) >= least, `${sizes} at ${options.viewport?.width}`);
    if (least === 24) continue;
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const { y = 0, height = 0 } = await first.boundingBox() ?? {};
    assert.ok(y > 640 / 2 && y + height <= 640, `${y}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    await page.getByRole("button", { name: "Acknowledge: One" }).tap();
    await shows(page, "Two", "Three");
    await page.context().close();
    await board.shop.change(
      (await board.shop.metrics()).alerts[0]?.id ?? "",
      '{"acknowledged":false}',
    );
  }
});

Deno.test("triage page: many of a kind are one row, which is acknowledged as one", async () => {
  await using board = await openBoard();
  const names = ["Mug", "Cup", "Pot", "Bowl", "Pan"];
  const levels = names.map((name) => ({ productId: name, name, available: 3 }));
  await board.shop.publish("inventory", levels);
  const page = await board.open();
  await shows(page, "Low stock: 5 products");
  await unfold(page, "and 2 more");
  await press(page, "Acknowledge", "Low stock: Cup");
  await shows(page, "Low stock: 4 products");
  await press(page, "Acknowledge", "Low stock: 4 products");
  await shows(page);
  await page.locator("summary").filter({ hasText: "5 acknowledged" }).waitFor();
  const isSo = await poll(async () =>
    (await board.shop.metrics()).alerts.every(({ acknowledged }) => acknowledged)
  );

  assert.ok(isSo);
  assert.deepEqual(board.complaints, []);
});

/** Stands in for the desktop's notifications, and lists those that are on the screen. */
const NOTIFICATIONS = `
  const onScreen = globalThis.onScreen = new Set();
  globalThis.Notification = class {
    static permission = "granted";
    constructor(title) { this.title = title; onScreen.add(title); }
    close() { onScreen.delete(this.title); this.onclose?.(); }
  };
  localStorage.setItem("notify", "on");
`;

Deno.test("triage page: a notification goes when somebody else acknowledges its alert", async () => {
  await using board = await openBoard("Old");
  const [page, other] = [await board.open({}, NOTIFICATIONS), await board.open()];
  const onScreen = () => page.evaluate("[...onScreen].join()");
  await raise(board.shop, "Slow");
  assert.ok(await poll(async () => await onScreen() === "Slow"), "it is shown");
  await press(other, "Acknowledge", "Slow");

  assert.ok(await poll(async () => await onScreen() === ""), "it is gone");
});
