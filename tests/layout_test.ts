import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { isLive, openPage } from "./open_page.ts";
import { anOrder, openShop } from "./shop.ts";

/** Windows of laptops with a browser's own bars, and tablets either way. */
const WINDOWS = [
  [1440, 900],
  [1366, 650],
  [1280, 720],
  [1100, 800],
  [1000, 700],
  [820, 1180],
  [803, 600],
  [720, 450],
] as const;

/** Which cards lie over each other, and what stands out of its tile or of the window. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".tile, .card")].map((card) => ({
      name: card.textContent.slice(0, 20),
      box: card.getBoundingClientRect(),
    }));
    const over = boxes.flatMap((one, at) =>
      boxes.slice(at + 1)
        .filter(({ box }) =>
          box.left < one.box.right && one.box.left < box.right &&
          box.top < one.box.bottom && one.box.top < box.bottom
        )
        .map(({ name }) => `${one.name} and ${name}`)
    );
    const out = [...document.querySelectorAll(".tile dt *")].filter((part) => {
      const tile = part.closest(".tile")?.getBoundingClientRect();
      return tile && part.getBoundingClientRect().right > tile.right;
    });
    const sideways = document.documentElement.scrollWidth - innerWidth;
    return [
      ...over,
      ...out.map((part) => `out of its tile: ${part.parentElement?.textContent}`),
      ...sideways > 0 ? [`${sideways} px too wide`] : [],
    ];
  });
}

/** What the first tile says below its number and does not show. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const detail = document.querySelector(".revenue .detail");
    const right = detail?.getBoundingClientRect().right ?? 0;
    return [...detail?.children ?? []]
      .filter((part) => part.getBoundingClientRect().right > right)
      .map((part) => part.textContent);
  });
}

Deno.test("layout: whatever the window, no card lies over another, and nothing stands out of its place", async () => {
  await using shop = await openShop();
  await shop.publish("inventory", [
    { productId: "mug", name: "Enamel mug", available: -1_234 },
    { productId: "cup", name: "A cup with a name that is longer than its column", available: 2 },
  ]);
  await shop.publish("orders", [anOrder(), anOrder(), anOrder({ currency: "EUR" })]);
  await shop.publish("refunds", { id: "r", orderId: "o", amount: "1.00" });
  await using opened = await openPage(shop.url);
  const { page } = opened;
  await isLive(page);
  await page.locator(".chart-figure").waitFor();
  for (const [width, height] of WINDOWS) {
    await page.setViewportSize({ width, height });
    assert.deepEqual({ [width]: await misplaced(page) }, { [width]: [] });
    assert.deepEqual({ [width]: await cutOff(page) }, { [width]: [] });
  }
  assert.deepEqual(opened.complaints, []);
});
