import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import { freePort } from "./harness/ports.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { poll } from "./harness/wait.ts";
import { keepKey, revokeKeys } from "./keep_key.ts";
import { isLive, openPage, says } from "./open_page.ts";
import { anOrder, KEY, openShop, Shop } from "./shop.ts";

const FULL_HD = { width: 1920, height: 1080 };

/** A screen that shows a URL; `prepare` runs before it is loaded. */
function hang(
  url: string,
  options: BrowserContextOptions = {},
  prepare?: (page: Page) => Promise<unknown>,
) {
  return openPage(url, { viewport: FULL_HD, ...options }, prepare);
}

/** As much as a screen ever shows, and all of it long. */
async function fill(shop: Shop): Promise<void> {
  const products = Array.from({ length: 9 }, (_, n) => {
    const name = `Walnut cutting board with rounded corners, number ${n}, oiled by hand`;
    return { productId: `p${n}`, name, available: n, threshold: 20 };
  });
  await shop.publish("inventory", products);
  const items = [{ productId: "p0", quantity: 1_234, price: "720.00" }];
  await shop.publish("orders", anOrder({ items, total: "888888.00", currency: "CHF" }));
  const title = "Payments fail: three in ten need more than twenty seconds, and customers give up";
  await shop.publish(
    "alerts",
    Array.from({ length: 5 }, () => {
      return { title, message: "", severity: "critical" };
    }),
  );
}

/** Puts the widest numbers there can be in the place of those that are too slow to come by. */
async function widen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const widest = { orders: "88,888", pace: "8,888", users: "8,888" };
    for (const [name, number] of Object.entries(widest)) {
      document.querySelector(`[data-value=${name}]`)?.replaceChildren(number);
    }
  });
}

/** What of a page cannot be read from three metres on a screen of 1080 lines, or is cut off. */
function flaws(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lines = Math.min(innerWidth, innerHeight) / 1080;
    const flaws: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>("#tv *")) {
      const text = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map(({ textContent }) => textContent?.trim()).join("");
      const size = parseFloat(getComputedStyle(element).fontSize) / lines;
      const { left, top, right, bottom } = element.getBoundingClientRect();
      if (text && size < 28) flaws.push(`${text} is ${size} px high`);
      if (element.matches("[data-value]") && size < 96) flaws.push(`${text}: ${size} px`);
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) {
        flaws.push(`${element.className || element.tagName} leaves the screen`);
      }
      // Names end in dots, whose hidden rest does not count; nor does the room above and below digits.
      const isCut = element.matches("main, header, section, ul, li, dd, dt, .tv-fact, .tv-left") &&
        (element.scrollWidth > element.clientWidth + 1 ||
          (element.tagName !== "DD" && element.scrollHeight > element.clientHeight + 1));
      if (isCut) flaws.push(`${element.className || element.tagName} ${text} is cut off`);
    }
    return flaws;
  });
}

Deno.test("tv: from three metres all can be read, on every shape of screen, and nothing is cut off", async () => {
  await using shop = await openShop({ STORE_CURRENCY: "CHF", STORE_TIMEZONE: "America/New_York" });
  await fill(shop);
  await using hung = await hang(`${shop.url}/tv`);
  const { page, complaints } = hung;
  await isLive(page);
  await widen(page);
  const shapes = [[1920, 1080], [1080, 1920], [3840, 2160], [2160, 3840]] as const;
  for (const [width, height] of shapes) {
    await page.setViewportSize({ width, height });
    assert.deepEqual(await flaws(page), [], `${width} × ${height}`);
  }
  const numbers = await page.locator("[data-value]").allInnerTexts();
  assert.equal(numbers[0]?.replace(/\s/g, ""), "CHF888,888");
  assert.deepEqual(complaints, []);
});

Deno.test("tv: it is dark, or light where asked for, shows no cursor and has no control", async () => {
  await using shop = await openShop();
  await using hung = await hang(`${shop.url}/tv`, { colorScheme: "light" });
  const { page } = hung;
  const look = () =>
    page.evaluate(() => {
      const { cursor, colorScheme } = getComputedStyle(document.documentElement);
      return [cursor, colorScheme, document.querySelectorAll("button, a, input, select").length];
    });

  assert.deepEqual(await look(), ["none", "dark", 0]);
  await page.goto(`${shop.url}/tv?theme=light`);
  assert.deepEqual(await look(), ["none", "light", 0]);
});

Deno.test("tv: numbers follow the shop, the worst product and the newest critical alert first", async () => {
  await using shop = await openShop();
  await using hung = await hang(`${shop.url}/tv`);
  const { page } = hung;
  await isLive(page);
  await says(page, "No critical alerts.");
  await shop.publish("inventory", [
    { productId: "mug", name: "Mug", available: 11 },
    { productId: "pot", name: "Pot", available: 5 },
    { productId: "cup", name: "Cup", available: 500 },
  ]);
  const items = [{ productId: "mug", quantity: 12, price: "4.00" }];
  await shop.publish("orders", anOrder({ items, total: "1234.99" }));
  await shop.publish("alerts", { title: "Mail is slow", message: "", severity: "warning" });
  await shop.publish("alerts", { title: "Payments fail", message: "", severity: "critical" });
  await says(page, "Payments fail");

  const text = async (selector: string) =>
    (await page.locator(selector).allInnerTexts()).map((one) => one.replace(/\s+/g, " "));
  assert.deepEqual(await text("[data-product]"), ["Mug −1 Oversold", "Pot 5 Low"]);
  assert.match((await text("[data-alert]"))[0] ?? "", /^Payments fail \d\d:\d\d$/);
  assert.ok(!(await text("#tv")).join().includes("Mail is slow"));
  // Cents are left out, never rounded up.
  assert.ok(await poll(async () => (await text("[data-value=revenue]"))[0] === "$1,234"));
});

Deno.test("tv: with money=hide no sum is anywhere in the page, and never a customer", async () => {
  await using shop = await openShop({ CUSTOMER_LABEL: "full" });
  await shop.publish("orders", anOrder({ total: "4321.09", customer: "Grace Hopper" }));
  await shop.publish("alerts", { title: "x", message: "a secret", severity: "critical" });
  await using hung = await hang(`${shop.url}/tv?money=hide`);
  const { page } = hung;
  await isLive(page);
  assert.match(await page.content(), /Units today/);
  const secrets = /4[,.]?321|5[,.]?555|Grace|Ada|\$\d|a secret/;
  assert.doesNotMatch(await page.content(), secrets);
  await shop.publish("orders", anOrder({ total: "1234.00", customer: "Ada Lovelace" }));
  await page.locator("[data-value=orders]", { hasText: /^2$/ }).waitFor();
  assert.doesNotMatch(await page.content(), secrets);

  await page.goto(`${shop.url}/tv`);
  assert.match(await page.content(), /5,555/);
  assert.doesNotMatch(await page.content(), /Grace|Ada/);
});

Deno.test("tv: when its server is gone the whole frame says since when, and then it is live again", async () => {
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url, PUBLISH_KEY: KEY, PORT: String(freePort()) };
  let server = await spawnServer({ env });
  await using hung = await hang(`${server.url}/tv`);
  const { page } = hung;
  await isLive(page);
  const frame = () =>
    page.evaluate(() => getComputedStyle(document.querySelector(".tv")!).backgroundImage);
  assert.equal(await frame(), "none");
  await server[Symbol.asyncDispose]();
  await says(page, "STALE");
  assert.match(await page.locator("header").innerText(), /STALE\s+since\s+\d\d:\d\d:\d\d/);
  assert.match(await frame(), /^repeating-linear-gradient/);
  assert.deepEqual(await flaws(page), []);

  server = await spawnServer({ env });
  await using _server = server;
  await new Shop(server.url).publish("orders", anOrder());
  await page.locator("[data-value=orders]", { hasText: /^1$/ }).waitFor();
  await isLive(page);
  assert.equal(await frame(), "none");
});

Deno.test("tv: a screen whose link is revoked says so at once, and asks nobody for a password", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "a long password" });
  const link = await keepKey(shop.database, "screen");
  await using hung = await hang(`${shop.url}/tv?screen=${link}`);
  const { page } = hung;
  await isLive(page);
  await revokeKeys(shop.database, "screen");
  await says(page, "This screen was revoked");
  assert.equal(await page.locator("[data-value]").count(), 0);

  assert.equal((await page.reload())?.status(), 401);
  await says(page, "This screen was revoked");
});

Deno.test("tv: when the server has a newer page, the screen loads it by itself", async () => {
  await using shop = await openShop();
  let isNewer = true;
  await using hung = await hang(
    `${shop.url}/tv`,
    {},
    (page) =>
      page.route("**/api/metrics*", async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(), ...isNewer && { "flashboard-version": "newer" } };
        await route.fulfill({ response, headers });
      }),
  );
  const { page } = hung;
  await page.evaluate(() => document.body.dataset["old"] = "yes");
  await page.waitForFunction(() => document.body.dataset["old"] === undefined);
  isNewer = false;

  await isLive(page);
});

Deno.test("tv: the screen is kept awake, and again each time the page is seen", async () => {
  await using shop = await openShop();
  await using hung = await hang(`${shop.url}/tv`, {}, (page) =>
    page.addInitScript(() => {
      const request = (type: string) => {
        document.documentElement.dataset["locks"] = `${
          document.documentElement.dataset["locks"] ?? ""
        } ${type}`;
        return Promise.reject(new Error("The battery is low"));
      };
      Object.defineProperty(navigator, "wakeLock", { value: { request } });
    }));
  const { page } = hung;
  const locks = () => page.evaluate(() => document.documentElement.dataset["locks"]);
  assert.ok(await poll(async () => await locks() === " screen"));
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

  assert.equal(await locks(), " screen screen");
});

Deno.test("tv: the picture moves a few pixels each minute, but not where motion is unwanted", async () => {
  await using shop = await openShop();
  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    await using hung = await hang(
      `${shop.url}/tv`,
      { reducedMotion },
      (page) => page.clock.install(),
    );
    const { page } = hung;
    await isLive(page);
    const places = new Set<string>();
    for (let minute = 0; minute < 10; minute++) {
      places.add(
        await page.evaluate(() => document.getElementById("tv")?.style.translate || "0px"),
      );
      await page.clock.fastForward(60_000);
    }
    assert.equal(places.size, reducedMotion === "reduce" ? 1 : 9, [...places].join(" "));
    assert.ok(
      [...places].every((place) => (place.match(/\d+/g) ?? []).every((px) => Number(px) <= 6)),
    );
  }
});
