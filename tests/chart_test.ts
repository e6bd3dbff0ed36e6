import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import type { HistoryPoint } from "../lib/history.ts";
import { poll } from "./harness/wait.ts";
import { openPage as openAny } from "./open_page.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

const DAY_MS = 86_400_000;

/** Opens a page, and notes which scripts it loads. */
async function openPage(url: string, viewport = { width: 1440, height: 900 }) {
  const scripts: string[] = [];
  const opened = await openAny(url, { viewport }, (page) => {
    page.setDefaultTimeout(30_000);
    page.on("request", (request) => {
      if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
    });
    return page.addInitScript(NOTE_LABELS);
  });
  return { ...opened, scripts };
}

/** Notes what a page writes onto its canvases. */
const NOTE_LABELS = `
  globalThis.labels = new Set();
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    labels.add(text);
    return write.call(this, text, ...rest);
  };
`;

/** An instant before now. */
function ago(days: number, minutes = 0): string {
  return new Date(Date.now() - days * DAY_MS - minutes * 60_000).toISOString();
}

/** Names what is painted; the empty string while nothing is. */
function painted(page: Page): Promise<string> {
  return page.locator(".plot canvas").evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } =
      (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height) ??
        { data: [] };
    let hash = 0;
    for (const value of data) hash = (hash * 31 + value) | 0;
    return hash === 0 ? "" : String(hash);
  });
}

async function historyOf(shop: Shop, query: string): Promise<HistoryPoint[]> {
  return (await (await fetch(`${shop.url}/api/history?${query}`)).json()).points;
}

/** The table's cells: minute, today, the other. */
async function rowsOf(page: Page): Promise<string[][]> {
  const rows = await page.locator(".minutes tbody tr").all();
  return await Promise.all(rows.map((row) => row.locator("th, td").allInnerTexts()));
}

Deno.test("chart: it is painted under the page's own security policy, and moves with an order", async () => {
  await using shop = await openShop();
  await shop.publish("orders", [anOrder(), anOrder({ placedAt: ago(1) })]);
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  await page.locator(".plot canvas").waitFor();
  assert.ok(await poll(async () => await painted(page) !== ""), "the canvas is blank");
  await page.getByText(/^Now about \d/).waitFor();
  const before = await painted(page);
  const labels: string[] = await page.evaluate("[...labels].filter((text) => !/:/.test(text))");
  assert.deepEqual(labels.sort(), ["0", "1"], "there is no half of an order");
  await shop.publish("orders", Array.from({ length: 40 }, () => anOrder()));

  await page.getByText(/highest 4\d at/).waitFor();
  assert.ok(await poll(async () => await painted(page) !== before), "the canvas did not move");
  assert.equal(await page.locator(".plot canvas").count(), 1);
  assert.deepEqual(complaints, []);
});

Deno.test("chart: the table has what history has, newest first, by pages of 25", async () => {
  await using shop = await openShop();
  const placed = [0, 1, 1, 3, 30, 30, 30].map((minutes) => anOrder({ placedAt: ago(0, minutes) }));
  await shop.publish("orders", placed);
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  await page.getByRole("button", { name: "Show as table" }).click();
  await page.locator(".minutes tbody tr").first().waitFor();
  const first = await rowsOf(page);
  await page.getByRole("button", { name: "Older" }).click();
  await page.getByText("Page 2 of").waitFor();
  const rows = [...first, ...await rowsOf(page)];
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const points = new Map(
    (await historyOf(shop, `from=${from}`)).map(({ at, orders }) => [at.slice(11, 16), orders]),
  );

  assert.equal(first.length, 25);
  for (const [minute = "", today, yesterday] of rows) {
    const known = points.get(minute);
    if (known !== undefined) assert.equal(Number(today), known, `at ${minute}`);
    assert.equal(yesterday, "–", "nothing is known of it, which is not zero");
  }
  await page.getByText(/Nothing is known of yesterday\.$/).waitFor();
  assert.equal(rows.reduce((sum, [, today]) => sum + Number(today), 0), 7);
  assert.deepEqual(complaints, []);
});

Deno.test("chart: CSV has the minutes of the table, oldest first, with exact amounts", async () => {
  await using shop = await openShop();
  const placedAt = ago(0, 2);
  await shop.publish("orders", [anOrder({ placedAt, total: "1234.50" }), anOrder({ placedAt })]);
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  await page.locator(".plot canvas").waitFor();
  await page.getByRole("button", { name: "Revenue", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV" }).click(),
  ]);
  const chunks = await Array.fromAsync(await download.createReadStream());
  const [head, ...rows] = Buffer.concat(chunks).toString().trim().split("\r\n");
  const times = rows.map((row) => row.split(",")[0] ?? "");

  assert.equal(head, "minute,today,yesterday");
  assert.deepEqual(times, [...times].sort());
  assert.ok(rows.some((row) => row.startsWith(`${placedAt.slice(0, 16)}:00.000Z,1254.45,`)));
  assert.match(download.suggestedFilename(), /^revenue-\d{4}-\d\d-\d\d\.csv$/);
  assert.deepEqual(complaints, []);
});

Deno.test("chart: keys move a cursor along the line, and what is there is told", async () => {
  await using shop = await openShop();
  // Three minutes alike: another may begin before the keys are pressed.
  const minutes = [1, 2, 3].flatMap((minute) => [ago(0, minute), ago(0, minute)]);
  await shop.publish("orders", minutes.map((placedAt) => anOrder({ placedAt })));
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  const plot = page.getByRole("application", { name: "Orders a minute" });
  const told = page.locator(".drawing [role=status]");
  await plot.focus();
  await page.keyboard.press("End");
  await told.getByText(/^\d\d:\d\d, .* today/).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await told.getByText(/, 2 today/).waitFor();
  await page.keyboard.press("Home");
  await told.getByText(/, (0 today|nothing is known)/).waitFor();

  await page.keyboard.press("Escape");
  assert.ok(await poll(async () => await page.locator(".readout").innerText() === ""));
  assert.deepEqual(complaints, []);
});

Deno.test("chart: today stands beside a chosen day, and beside a sale by its start", async () => {
  await using shop = await openShop();
  const then = new Date(Date.now() - 9 * DAY_MS);
  then.setUTCHours(10, 0, 20, 0);
  const sale = Array.from({ length: 6 }, () => anOrder({ placedAt: then.toISOString() }));
  await shop.publish("orders", [anOrder(), ...sale]);
  await using opened = await openPage(shop.url);
  const { page, complaints } = opened;
  await page.getByLabel("Compare today with").selectOption("start");
  await page.getByLabel("Day to compare with").fill(then.toISOString().slice(0, 10));
  await page.getByLabel("When it began on that day").fill("10:00");
  const began = new Date().toISOString().slice(11, 16);
  await page.getByLabel("When it began today").fill(began);
  await page.getByRole("button", { name: "Show as table" }).click();

  const isBeside = async () =>
    (await rowsOf(page)).some(([minute, , other]) => {
      return minute === began && other === "6";
    });
  assert.ok(await poll(isBeside), JSON.stringify(await rowsOf(page)));
  await page.getByRole("button", { name: "Day", exact: true }).click();
  await page.getByLabel("Compare today with").selectOption("day");
  await page.getByLabel("Day to compare with").fill(then.toISOString().slice(0, 10));
  await page.getByRole("columnheader", { name: new RegExp(String(then.getUTCDate())) }).waitFor();
  assert.deepEqual(complaints, []);
});

Deno.test("chart: its code comes when it is near, and not before", async () => {
  await using shop = await openShop();
  await shop.publish("orders", anOrder());
  const stock = Array.from({ length: 30 }, (_, n) => ({ productId: `p${n}`, available: 1 }));
  await shop.publish("inventory", stock);
  await using opened = await openPage(shop.url, { width: 375, height: 700 });
  const { page, complaints, scripts } = opened;
  await page.getByText(/^Live$/).first().waitFor();
  const isLoaded = () => scripts.some((path) => path.includes("/panel-"));
  assert.ok(await poll(() => scripts.some((path) => path.includes("/rest-"))));
  assert.equal(isLoaded(), false);
  await page.locator(".chart").scrollIntoViewIfNeeded();

  await page.locator(".plot canvas").waitFor();
  assert.equal(isLoaded(), true);
  assert.deepEqual(complaints, []);
});

Deno.test("chart: a history that cannot be read is said, and a button reads it again", async () => {
  await using shop = await openShop();
  await shop.publish("orders", anOrder({ placedAt: ago(1) }));
  await using opened = await openPage("about:blank");
  const { page } = opened;
  await page.route("**/api/history**", (route) => route.abort());
  await page.goto(shop.url);
  await page.getByText("The chart could not be loaded.").waitFor();
  await page.unroute("**/api/history**");
  await page.getByRole("button", { name: "Try again" }).click();

  await page.locator(".plot canvas").waitFor();
  await page.getByText("No orders yet today").first().waitFor();
});
