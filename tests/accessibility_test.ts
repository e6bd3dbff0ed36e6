import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { barriers, prepareForBarriers } from "./harness/accessibility.ts";
import { openBrowser } from "./harness/browser.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

/** How people look at the board; 720 px is a desk's window zoomed to 200 %. */
const LOOKS: Record<string, Look> = {
  "light": { colorScheme: "light" },
  "dark": { colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
  "more contrast": { contrast: "more" },
  "320 px wide": { width: 320, height: 640 },
  "zoomed to 200 %": { width: 720, height: 450 },
};

type Look = Parameters<Page["emulateMedia"]>[0] & { width?: number; height?: number };

/** Brings the board of an empty shop into a state that is worth a look. */
type Arrange = (shop: Shop & AsyncDisposable, page: Page) => Promise<void>;

async function busy(shop: Shop): Promise<void> {
  await shop.publish("inventory", [
    { productId: "mug", name: "Enamel mug", available: 3 },
    { productId: "cup", name: "A cup with a name that is longer than its column", available: 2 },
    { productId: "pot", name: "Tea pot", available: 0 },
  ]);
  await shop.publish("orders", [
    anOrder({ items: [{ productId: "cup", quantity: 5, price: "3.99" }] }),
    anOrder({ total: "1234567.89" }),
    anOrder({ currency: "EUR" }),
  ]);
  await shop.publish("alerts", { title: "Payment is slow", message: "3 s", severity: "critical" });
}

async function shows(page: Page, state: string): Promise<void> {
  await page.locator(`[data-connection="${state}"]`).waitFor({ timeout: 60_000 });
}

const STATES: Record<string, Arrange> = {
  "empty": async (_shop, page) => await shows(page, "live"),
  "busy": async (shop, page) => {
    await busy(shop);
    await page.getByText("Payment is slow").first().waitFor();
  },
  "paused": async (shop, page) => {
    await STATES["busy"]?.(shop, page);
    await page.keyboard.press("p");
    await page.getByText("updates waiting").waitFor();
  },
  "explained": async (shop, page) => {
    await STATES["busy"]?.(shop, page);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  },
  "wall's": async (shop, page) => {
    await busy(shop);
    await page.goto(`${shop.url}/tv`);
    await shows(page, "live");
  },
  "stale": async (shop, page) => {
    await busy(shop);
    await page.getByText("Payment is slow").first().waitFor();
    await shop[Symbol.asyncDispose]();
    await shows(page, "stale");
  },
  "offline": async (shop, page) => {
    await STATES["stale"]?.(shop, page);
    await page.clock.fastForward(30_000);
    await shows(page, "offline");
  },
};

async function barriersIn(page: Page, look: Look): Promise<string[]> {
  const { width = 1440, height = 900, ...media } = look;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: null, forcedColors: null, contrast: null, ...media });
  const onlyColoursDiffer = look.width === undefined && look.colorScheme !== "light";
  const found = await barriers(page, onlyColoursDiffer ? "colours" : "all");
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return sideways > 0 ? [...found, `The page is ${sideways} px wider than its window`] : found;
}

for (const [state, arrange] of Object.entries(STATES)) {
  Deno.test(`accessibility: the ${state} board keeps to WCAG 2.2 AA, however it is looked at`, async () => {
    await using shop = await openShop();
    const browser = await openBrowser();
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(shop.url);
    await arrange(shop, page);
    await prepareForBarriers(page);
    for (const [name, look] of Object.entries(LOOKS)) {
      // Of a page that is dark by itself axe reads the colours that the forced ones replace.
      if (state === "wall's" && name === "forced colours") continue;
      assert.deepEqual({ [name]: await barriersIn(page, look) }, { [name]: [] });
    }
    await browser.close();
  });
}
