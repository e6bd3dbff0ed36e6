import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { openPostgres } from "../lib/postgres/open.ts";
import { testDatabase } from "./harness/postgres.ts";
import { Relay } from "./harness/relay.ts";
import { poll } from "./harness/wait.ts";
import { isLive, openPage, says } from "./open_page.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

/** What the page shows: the number of orders, and the newest of the feed. */
function shown(page: Page): Promise<string> {
  return page.evaluate(() =>
    [
      document.querySelector("[data-value=orders]")?.textContent,
      document.querySelector("[data-order]")?.getAttribute("data-order"),
    ].join(" ")
  );
}

async function shows(page: Page, picture: string): Promise<void> {
  assert.ok(await poll(async () => await shown(page) === picture), await shown(page));
}

/** Publishes orders, each in a frame of its own. */
async function publishApart(shop: Shop, ids: string[]): Promise<void> {
  await using watcher = await shop.dashboard();
  for (const id of ids) {
    await shop.publish("orders", anOrder({ id }));
    await watcher.next(({ event, data }) =>
      event === "orders" && JSON.stringify(data).includes(id)
    );
  }
}

Deno.test("desk: a paused page holds still, counts what waits, and goes on in one frame", async () => {
  await using shop = await openShop();
  await shop.publish("orders", anOrder({ id: "first" }));
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  await isLive(page);
  await page.keyboard.press("p");
  await says(page, /^Paused 00:\d\d, 0 updates waiting$/);
  for (const n of [1, 2, 3]) {
    await shop.publish("orders", anOrder({ id: `order ${n}` }));
    await says(page, new RegExp(`^Paused 00:\\d\\d, ${n} updates? waiting$`));
  }
  await shop.publish("alerts", { title: "Payments fail", message: "All.", severity: "critical" });
  const spoken = page.locator(".spoken [role=alert]");
  assert.ok(await poll(async () => await spoken.innerText() === "Payments fail. All."));
  assert.equal(await shown(page), "1 first");
  assert.equal(await page.getByText("Payments fail", { exact: true }).count(), 0);

  await page.evaluate(() => {
    const pictures = new Set<string>();
    Object.assign(globalThis, { pictures });
    requestAnimationFrame(function look() {
      const orders = document.querySelector("[data-value=orders]")?.textContent;
      pictures.add(
        `${orders} ${document.querySelector("[data-order]")?.getAttribute("data-order")}`,
      );
      requestAnimationFrame(look);
    });
  });
  await page.getByRole("button", { name: "Pause" }).click();
  await shows(page, "4 order 3");
  const pictures = await page.evaluate(
    () => [...(globalThis as unknown as { pictures: Set<string> }).pictures],
  );
  assert.deepEqual(pictures.filter((picture) => picture !== "1 first"), ["4 order 3"]);
  assert.deepEqual(complaints, []);
});

Deno.test("desk: at 320 px nothing is cut off, live, paused or explained", async () => {
  await using shop = await openShop({ STORE_NAME: "Harbour Goods of the North" });
  await shop.publish("inventory", { productId: "mug", name: "Enamel mug", available: 3 });
  await shop.publish("orders", anOrder());
  await using opened = await openPage(shop.url);
  const { page } = opened;
  await page.setViewportSize({ width: 320, height: 640 });
  const isCut = () => page.evaluate(() => document.documentElement.scrollWidth > 320);
  await isLive(page);
  await shop.publish("orders", anOrder());
  await page.locator("[data-latency=p50]").waitFor({ state: "attached" });
  assert.equal(await isCut(), false);
  await page.keyboard.press("p");
  await says(page, /^Paused/);
  assert.equal(await isCut(), false);
  await page.getByRole("button", { name: "Alerts: how is this counted?" }).click();
  const words = page.locator(".counted-words:popover-open");
  await words.getByText("The last 50, of any day.").waitFor();
  const { x, width } = await words.boundingBox() ?? { x: NaN, width: NaN };
  assert.ok(x >= 0 && x + width <= 320, `from ${x}, ${width} wide`);
});

Deno.test("desk: the page changes as often as its reader chose, also after a reload", async () => {
  await using shop = await openShop();
  await using opened = await openPage(shop.url);
  const { page } = opened;
  await isLive(page);
  await page.keyboard.press("?");
  await page.getByLabel("every 10 seconds").check();
  await page.keyboard.press("Escape");
  await says(page, "Every 10 s");
  await page.reload();
  await says(page, "Every 10 s");
});

Deno.test("desk: how long an order takes to the page is shown, however wrong the local clock is", async () => {
  await using shop = await openShop();
  await shop.publish("orders", anOrder());
  for (const wrongMs of [3_600_000, -3_600_000]) {
    await using opened = await openPage(shop.url, {}, (page) =>
      page.addInitScript((ms) => {
        const now = Date.now;
        Date.now = () => now() + ms;
      }, wrongMs));
    const { page } = opened;
    await isLive(page);
    const p50 = page.locator("[data-latency=p50]");
    assert.equal(await p50.count(), 0, "orders that were there are no samples");
    await shop.publish("orders", anOrder());
    await p50.waitFor();
    const [, seconds] = /^(\d+\.\d+|\d+) s$/.exec(await p50.innerText()) ?? [];
    assert.ok(Number(seconds) < 60, `${await p50.innerText()} and not an hour`);
    await page.keyboard.press("p");
    await p50.waitFor({ state: "detached" });
  }
});

Deno.test("desk: every number says how it is counted, by keyboard, and Escape closes it", async () => {
  await using shop = await openShop({ STORE_TIMEZONE: "Europe/Berlin" });
  await shop.publish("inventory", { productId: "mug", available: 3 });
  await shop.publish("orders", anOrder());
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  await isLive(page);
  const buttons = await page.getByRole("button", { name: "how is this counted?" }).all();
  assert.ok(buttons.length >= 8, `${buttons.length} numbers`);
  for (const button of buttons) {
    await button.focus();
    await page.keyboard.press("Enter");
    const words = page.locator(".counted-words:popover-open");
    await words.getByText("Europe/Berlin").waitFor();
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    assert.match(await words.innerText(), /Counted.*\w.*When.*\w.*From.*\w/s);
    await page.keyboard.press("Escape");
    await words.waitFor({ state: "detached" });
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    assert.ok(await button.evaluate((element) => element === document.activeElement));
    const { width, height } = await button.boundingBox() ?? { width: 0, height: 0 };
    assert.ok(width >= 24 && height >= 24, `${width} × ${height}`);
  }
  assert.deepEqual(complaints, []);
});

Deno.test("desk: the keys' help opens by key, gives the focus back, and can switch keys off", async () => {
  await using shop = await openShop();
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  await isLive(page);
  const pause = page.getByRole("button", { name: "Pause" });
  const help = page.getByRole("dialog", { name: "Keys and settings" });
  await pause.focus();
  await page.keyboard.press("?");
  await help.waitFor();
  for (const key of ["?", "p", "d", "t"]) await help.getByText(key, { exact: true }).waitFor();
  await page.keyboard.press("p");
  assert.equal(await pause.getAttribute("aria-pressed"), "false", "no key acts behind a dialog");
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });
  assert.ok(await pause.evaluate((element) => element === document.activeElement));

  await page.keyboard.press("?");
  await help.getByLabel("Single keys do something").uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  await isLive(page);
  await page.keyboard.press("p");
  await page.keyboard.press("?");
  assert.equal(await pause.getAttribute("aria-pressed"), "false");
  assert.equal(await help.count(), 0);
  await page.getByRole("button", { name: "Keys and settings" }).click();
  await help.getByLabel("Single keys do something").check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  assert.equal(await pause.getAttribute("aria-pressed"), "true");
  assert.deepEqual(complaints, []);
});

Deno.test("desk: a product is found in the table and among the orders, and keys typed there are text", async () => {
  await using shop = await openShop();
  await shop.publish("inventory", [
    { productId: "pan-7", name: "Pan", available: 3 },
    { productId: "mug", name: "Mug", available: 3 },
  ]);
  await shop.publish("orders", [
    anOrder({ id: "a" }),
    anOrder({ id: "b", items: [{ productId: "pan-7", quantity: 1, price: "19.95" }] }),
  ]);
  await using opened = await openPage(shop.url);
  const { page } = opened;
  await isLive(page);
  await page.keyboard.press("/");
  await page.keyboard.type("pan");
  await page.locator("[data-order=a]").waitFor({ state: "detached" });
  await page.locator("[data-product=mug]").waitFor({ state: "detached" });
  await page.locator("[data-order=b]").waitFor();
  await page.locator("[data-product=pan-7]").waitFor();
  const pause = page.getByRole("button", { name: "Pause" });
  assert.equal(await pause.getAttribute("aria-pressed"), "false");
  await page.keyboard.press("Escape");
  await page.locator("[data-order=a]").waitFor();
});

Deno.test("desk: a card that breaks says so, the others go on, and it can be tried again", async () => {
  await using shop = await openShop();
  await shop.publish("orders", anOrder({ id: "first" }));
  await shop.publish("inventory", { productId: "pan", available: 3 });
  await shop.publish("alerts", { title: "Import slow", message: "", severity: "info" });
  // The page is told of a severity that there is not; the stream then tells the truth.
  const lie = (page: Page) =>
    page.route(shop.url + "/", async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace('"severity":"info"', '"severity":"odd"');
      await route.fulfill({ response, body });
    });
  await using opened = await openPage(shop.url, {}, lie);
  const { page } = opened;
  await says(page, "Alerts cannot be shown");
  await isLive(page);
  const cards = () => page.locator("main .card").evaluateAll((all) => all.map((e) => e.className));
  assert.deepEqual(await cards(), ["card failed alerts", "card stock", "card chart", "card feed"]);
  await shop.publish("orders", anOrder({ id: "second" }));
  await shows(page, "2 second");
  await page.getByRole("button", { name: "Try again" }).click();
  await says(page, "Import slow");
  assert.deepEqual(await cards(), ["card alerts", "card stock", "card chart", "card feed"]);
});

Deno.test("desk: a quiet time is told, with what is usual at this time of day", async () => {
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url };
  {
    await using shop = await openShop(env);
    await shop.publish("orders", anOrder());
  }
  const sql = await openPostgres({ url: database.url }, () => {});
  await sql`update flashboard.events set at = at - interval '12 minutes'`;
  await sql`delete from flashboard.checkpoints`;
  await using shop = await openShop(env);
  await using opened = await openPage(shop.url);
  const { page } = opened;
  await says(page, /^No orders for 1\d min\.$/);

  await sql`
    insert into flashboard.minutes (minute, currency, orders, units, revenue, refunded)
    select extract(epoch from now())::bigint / 60 - 1440, 'USD', 6, 6, 6000, 0`;
  await sql.end();
  await page.reload();
  await says(page, /^No orders for 1\d min\. Typical for this time: 1 per 10 min\.$/);
  await shop.publish("orders", anOrder());
  await page.getByText("No orders for").waitFor({ state: "detached" });
});

Deno.test("desk: whoever was cut off is told what was replayed", async () => {
  await using shop = await openShop();
  // A whole board must be longer than what is replayed, or it would come instead.
  await shop.publish("orders", Array.from({ length: 50 }, () => anOrder()));
  // Frames are kept from the one before the last on.
  await publishApart(shop, ["last"]);
  await using relay = new Relay(Number(new URL(shop.url).port));
  // What tabs share begins anew with a whole board.
  const alone = (page: Page) => page.addInitScript("delete globalThis.SharedWorker");
  await using opened = await openPage(`http://127.0.0.1:${relay.port}`, {}, alone);
  const { page } = opened;
  await isLive(page);
  relay.freeze();
  relay.cut();
  await says(page, "Reconnecting");
  await publishApart(shop, ["one", "two", "three"]);
  relay.thaw();
  await says(page, /^Back, 3 updates replayed$/);
  await shows(page, "54 three");
  assert.equal(
    await page.locator("div.spoken [role=status]").innerText(),
    "Back, 3 updates replayed.",
  );
});
