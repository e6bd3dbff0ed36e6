import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { barriers, prepareForBarriers } from "./harness/accessibility.ts";
import { isLive, openPage, says } from "./open_page.ts";
import { ask, PASSWORD } from "./operator.ts";
import { openShop, type Shop } from "./shop.ts";
import { type Answered, targetServer, WEBHOOK_SECRET, webhookProtocol } from "./target_servers.ts";

async function openSettings(shop: Shop) {
  const opened = await openPage(`${shop.url}/settings`);
  await isReady(opened.page);
  return opened;
}

async function isReady(page: Page): Promise<void> {
  await page.locator("#settings[data-ready]").waitFor();
}

/** Presses a section's button once its fields are filled. */
async function send(page: Page, fields: Record<string, string>, button: string): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text);
  await page.getByRole("button", { name: button }).click();
}

Deno.test("settings page: an operator changes the store, and boards that are open show it", async () => {
  await using shop = await openShop({ STORE_NAME: "Mugs" });
  await using opened = await openSettings(shop);
  const { page } = opened;
  const board = await page.context().newPage();
  await board.goto(shop.url);
  await isLive(board);
  const link = board.getByRole("link", { name: "Settings" });
  assert.equal(await link.getAttribute("href"), "/settings");
  await page.getByLabel("Name", { exact: true }).fill("Cups & <b>more</b>");
  await send(page, { "Low stock begins below": "-4" }, "Save the store");
  await says(page, "Not saved. See the field above.");
  const field = page.getByLabel("Low stock begins below");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.ok(await field.evaluate((node) => node === document.activeElement));
  const described = await field.evaluate((node) => {
    return node.getAttribute("aria-describedby")?.split(" ").map((id) =>
      document.getElementById(id)?.textContent
    );
  });
  assert.deepEqual(described, [
    "Must be a whole number from 0 to 1,000,000.",
    "Units, for products that have no threshold of their own.",
  ]);
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Cups & <b>more</b>");

  await send(page, { "Low stock begins below": "4" }, "Save the store");
  await says(page, "Saved. Every dashboard shows it");
  await says(board, "Cups & <b>more</b>");
  await page.getByRole("button", { name: "Reset the store" }).click();
  await page.getByRole("button", { name: "Yes, reset" }).click();
  await says(board, "Mugs");
  await says(page, "As the environment says.");
  assert.equal(await field.inputValue(), "10");
});

Deno.test("settings page: on the smallest phones the board has a way to it that a thumb can hit", async () => {
  await using shop = await openShop();
  await using opened = await openPage(shop.url, { viewport: { width: 320, height: 640 } });
  const { page } = opened;
  await isLive(page);
  const { width, height } = await page.getByRole("banner").getByRole("link", { name: "Settings" })
    .boundingBox() ?? assert.fail("not to be seen");
  assert.ok(width >= 44 && height >= 44, `${width} x ${height}`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
});

Deno.test("settings page: a product is found, and its new threshold rings the alarm on the board", async () => {
  await using shop = await openShop();
  await shop.publish("inventory", [
    { productId: "mug", name: "Mug", available: 20 },
    { productId: "cup", name: "Cup", available: 20 },
    { productId: "pot", name: "Pot", available: -4 },
  ]);
  await using opened = await openSettings(shop);
  const { page } = opened;
  await says(page, /^oversold by 4$/);
  await send(page, { "Name or id": "MU" }, "Find");
  await page.getByText("Cup", { exact: true }).waitFor({ state: "detached" });
  await page.getByRole("form", { name: "Threshold of Mug" }).getByLabel("Low below").fill("30");
  await page.keyboard.press("Enter");
  await says(page, "Saved: low below 30 units.");
  await says(page, "20 left, low");
  assert.deepEqual((await shop.metrics()).alerts.map(({ title }) => title), [
    "Low stock: Mug",
    "Oversold: Pot",
  ]);
});

Deno.test("settings page: links and keys are made, shown once and revoked by the keyboard alone", async () => {
  await using shop = await openShop();
  await using opened = await openSettings(shop);
  const { page } = opened;
  await page.getByLabel("Name of the screen").fill("Hall");
  await page.keyboard.press("Enter");
  const link = page.getByRole("link", { name: "/tv?screen=fbs_" });
  const href = await link.textContent() ?? "";
  const screen = await page.context().newPage();
  assert.equal((await screen.goto(href))?.status(), 200);
  assert.equal(new URL(href).origin, shop.url);

  await page.getByLabel("Name of the key").fill("Warehouse");
  await page.getByRole("button", { name: "Make the key" }).press("Enter");
  await says(page, "Must name at least one scope.");
  await page.getByLabel("Publish stock").press("Space");
  await page.getByRole("button", { name: "Make the key" }).press("Enter");
  await says(page, "“Warehouse” is made.");
  const key = await page.getByText(/^fb_\S{30,}$/).textContent();
  const publish = async () => {
    const item = JSON.stringify({ productId: "mug", available: 4 });
    const { status, body } = await shop.post("inventory", item, { authorization: `Bearer ${key}` });
    await body?.cancel();
    return status;
  };
  assert.equal(await publish(), 201);
  await page.getByRole("button", { name: "Make the key" }).press("Enter");
  await page.getByText(key ?? "no key").waitFor({ state: "detached" });
  const revoke = page.locator("button[aria-label='Revoke Warehouse']");
  const yes = page.locator("[aria-label='Revoke Warehouse?'] button.danger:focus");
  await revoke.press("Enter");
  await yes.waitFor();
  await page.keyboard.press("Escape");
  await revoke.and(page.locator(":focus")).waitFor();
  assert.equal(await publish(), 201, "nothing was revoked yet");
  await page.keyboard.press("Enter");
  await yes.waitFor();
  await page.keyboard.press("Enter");
  await says(page, "“Warehouse” is revoked: no server takes it any more.");
  assert.equal(await publish(), 401);
  assert.equal(await page.getByText(key ?? "").count(), 0);

  await page.reload();
  await says(page, "Hall");
  assert.equal(await page.getByText(/fbs_\S{20,}/).count(), 0, "a link is shown once");
});

Deno.test("settings page: a target is added, tested, changed and removed", async () => {
  let answer: Answered | undefined = undefined;
  await using target = await targetServer(webhookProtocol(), () => answer);
  await using shop = await openShop({ ALLOW_PRIVATE_TARGETS: "127.0.0.1" });
  await using opened = await openSettings(shop);
  const { page } = opened;
  const url = (text: string) => page.getByLabel("URL", { exact: true }).fill(text);
  await page.getByLabel("Kind").selectOption("webhook");
  await url("ftp://example.com");
  await page.getByLabel("Signing secret").fill(WEBHOOK_SECRET);
  await send(page, { "Name of the target": "Automation" }, "Add the target");
  await says(page, /^Must be a URL/);
  await url(`${target.url}/hook`);
  await page.getByRole("button", { name: "Add the target" }).click();
  await says(page, "“Automation” is added. Test it now.");
  assert.equal(await page.getByLabel("Kind").inputValue(), "slack", "the form is empty again");
  assert.equal(await page.getByLabel("Alerts that it is told").inputValue(), "warning");

  await page.getByRole("button", { name: "Test Automation" }).click();
  await says(page, /^Delivered in \d+ ms\.$/);
  assert.equal(target.received.length, 1);
  answer = { status: 500, body: "Broken" };
  await page.getByRole("button", { name: "Test Automation" }).click();
  await says(page, /^Not delivered\. .*500/);

  await page.getByRole("button", { name: "Edit Automation" }).click();
  const form = page.getByRole("form", { name: "Change Automation" });
  assert.equal(await form.getByLabel("URL").inputValue(), "", "where it is is not told again");
  await form.getByLabel("Name of the target").fill("Shop automation");
  await form.getByLabel("Alerts that it is told").selectOption("critical");
  await prepareForBarriers(page);
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("button", { name: "Save the target" }).click();
  await page.getByRole("button", { name: "Test Shop automation" }).waitFor();
  const [{ name, leastSeverity }] = (await ask(shop, "GET", "/api/targets")).body.targets;
  assert.deepEqual([name, leastSeverity], ["Shop automation", "critical"]);

  await page.getByRole("button", { name: "Remove Shop automation" }).click();
  await page.getByRole("button", { name: "Yes, remove" }).click();
  await says(page, "Nobody outside is told of alerts yet.");
});

Deno.test("settings page: alert rules and the oversell guard are set, and webhooks' health is looked at", async () => {
  await using shop = await openShop();
  await using opened = await openSettings(shop);
  const { page } = opened;
  const rule = page.getByRole("group", { name: "A product will be sold out in minutes" });
  await rule.getByLabel("A warning below").fill("20");
  await rule.getByLabel("Critical below").fill("21");
  await page.getByRole("button", { name: "Save the rules" }).click();
  await says(page, "Must not be more than warningMinutes.");
  await rule.getByLabel("Critical below").fill("8");
  await page.getByRole("group", { name: "Far more orders" }).getByLabel("Raise").uncheck();
  await page.getByRole("button", { name: "Save the rules" }).click();
  await says(page, "Saved. Every server goes by it within a second.");
  await page.getByLabel("Ask by itself").check();
  await page.getByLabel("Dry run").uncheck();
  await send(page, { "Products that it watches": "mug\ncup\n" }, "Save the guard");
  await says(page, "Saved: it asks by itself.");
  const { rules, guard: { value } } = (await ask(shop, "GET", "/api/settings")).body.settings;
  assert.deepEqual(rules.value, {
    ...rules.default,
    cover: { on: true, warningMinutes: 20, criticalMinutes: 8 },
    velocity: { ...rules.default.velocity, on: false },
  });
  assert.deepEqual([value.on, value.dryRun, value.products], [true, false, ["mug", "cup"]]);
  await page.getByRole("button", { name: "Reset the oversell guard" }).press("Enter");
  await page.getByRole("button", { name: "Yes, reset" }).press("Enter");
  await page.locator("#guard").getByRole("status").filter({ hasText: "It is as it was at first." })
    .waitFor();
  await page.getByRole("button", { name: "Save the guard" }).and(page.locator(":focus")).waitFor();
  assert.equal(await page.getByLabel("Products that it watches").inputValue(), "");
  assert.equal(await page.getByLabel("Ask by itself").isChecked(), false);
  await says(page, "Shopify: not set up");
});

Deno.test("settings page: a part that cannot be loaded says so, and comes when asked again", async () => {
  await using shop = await openShop();
  await using opened = await openSettings(shop);
  const { page } = opened;
  const detail = "The database is away";
  await page.route(
    "**/api/products?*",
    (route) => route.fulfill({ status: 503, json: { detail } }),
  );
  await send(page, { "Name or id": "mug" }, "Find");
  await says(page, "This could not be loaded. The database is away.");
  await page.getByRole("button", { name: "Try again" }).click();
  await says(page, "No product whose level was told is called so.");
});

Deno.test("settings page: a viewer is told in words, and whoever is not logged in sees nothing", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: PASSWORD });
  const made = await ask(shop, "POST", "/api/keys", { name: "Reader", scopes: ["read"] });
  const authorization = `Bearer ${made.body.key}`;
  const answer = await fetch(`${shop.url}/settings`, { headers: { authorization } });
  const page = await answer.text();
  assert.equal(answer.status, 403);
  assert.match(page, /Settings are for operators/);
  assert.ok(!page.includes("Reader"));
  const board = await fetch(shop.url, { headers: { authorization } });
  assert.ok(!(await board.text()).includes("/settings"), "the board has no link to it for them");
  const outside = await fetch(`${shop.url}/settings`);
  assert.equal(outside.status, 401);
  assert.ok(!(await outside.text()).includes("Reader"));
});

const LOOKS = [
  { colorScheme: "light", width: 1280, rules: "all" },
  { colorScheme: "dark", width: 1280, rules: "colours" },
  { forcedColors: "active", width: 1280, rules: "colours" },
  { colorScheme: "dark", width: 320, rules: "all" },
] as const;

Deno.test("settings page: no barriers in light, dark, forced colours and 320 px", async () => {
  await using shop = await openShop();
  await shop.publish("inventory", [
    { productId: "mug", name: "Mug", available: 2 },
    { productId: "an-id-that-is-longer-than-its-column-may-ever-be-wide", available: 2 },
  ]);
  await ask(shop, "POST", "/api/keys", { name: "Warehouse", scopes: ["publish:inventory"] });
  await using opened = await openSettings(shop);
  const { page } = opened;
  await send(page, { "Name of the screen": "Hall" }, "Make the link");
  await says(page, "The link of “Hall” is made.");
  await send(page, { "Low stock begins below": "-4" }, "Save the store");
  await says(page, "Not saved. See the field above.");
  await page.getByRole("button", { name: "Revoke Warehouse" }).click();
  await prepareForBarriers(page);
  for (const { width, rules, ...media } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: null, forcedColors: null, ...media });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.deepEqual([await barriers(page, rules), wider], [[], 0], JSON.stringify(media));
  }
});
