import assert from "node:assert/strict";
import { barriers, prepareForBarriers } from "./harness/accessibility.ts";
import { logIn } from "./log_in.ts";
import { isLive, openPage } from "./open_page.ts";
import { openPauses, trailOf } from "./pauses.ts";
import { anOrder } from "./shop.ts";

const VIEW = "password-of-viewers";
const OPERATE = "password-of-operators";
/** Where a target is added. */
const TARGETS = "/settings#targets";

Deno.test("pause page: from the board by keyboard, on a phone: it asks to confirm, asks once and says what became of it", async () => {
  await using shop = await openPauses();
  const server = await shop.openServer();
  await server.publish("inventory", { productId: "m&g", name: "<b>Mug", available: 0 });
  await server.publish(
    "orders",
    anOrder({ items: [{ productId: "m&g", quantity: 2, price: "1" }] }),
  );
  await using board = await openPage(server.url, { viewport: { width: 320, height: 640 } });
  const { page } = board;
  const path = `${server.url}/pause?product=m%26g`;
  const press = (name: string) => page.getByRole("button", { name }).press("Enter");
  const became = (outcome: string) =>
    page.getByRole("status").filter({ hasText: outcome }).waitFor();
  await isLive(page);
  await page.locator(".stock").getByRole("link", { name: "Ask to pause: <b>Mug" }).press("Enter");
  await page.getByRole("heading", { name: "Pause the promotion of <b>Mug" }).waitFor();
  await page.getByText("Oversold −2").waitFor();
  await page.getByText("No target listens: nobody would be told.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Ask now" }).count(), 0);
  assert.equal(await page.getByRole("link", { name: "Add one" }).getAttribute("href"), TARGETS);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  assert.deepEqual(await trailOf(server), []);

  await shop.addTarget();
  await press("Dry run");
  await became("Dry run: nobody was told to pause <b>Mug.");
  await press("Dry run");
  await became("Dry run: <b>Mug was rehearsed a short while ago");
  await shop.askForOthers(100);
  const late = await page.context().newPage();
  await Promise.all([page.goto(path), late.goto(path)]);
  await page.getByText("Asking tells 1 target outside to pause this promotion now").waitFor();
  await press("Ask now");
  await became("Asked to pause <b>Mug.");
  await page.getByText(/^It was asked already\. Until \d\d:\d\d:\d\d nobody is told again\.$/)
    .waitFor();
  assert.equal(await page.getByRole("button", { name: "Ask now" }).count(), 0);
  await late.getByRole("button", { name: "Ask now" }).press("Enter");
  await late.getByText("nobody is told again yet").waitFor();
  await shop.wait(10);
  await page.goto(path);
  await page.getByRole("button", { name: "Ask now" }).waitFor();

  const rows = await page.locator(".rows > li").allInnerTexts();
  const asked = ["Not told again: asked a short while before", "Asked"];
  const rehearsed = ["Dry run, too soon after another", "Dry run"];
  assert.deepEqual(rows.map((row) => row.split("\n")[0]), [...asked, ...rehearsed]);
  assert.match(rows[1] ?? "", /\d\d:\d\d:\d\d, by a click\. 2 sold beyond what was there\.$/);
  assert.equal((await shop.told()).length, 1);
  assert.deepEqual(board.complaints, []);

  const answer = await fetch(path);
  assert.doesNotMatch(await answer.text(), /<script/);
  assert.equal(answer.headers.get("referrer-policy"), "same-origin");
});

Deno.test("pause page: a viewer sees what was asked, and comes back from the log-in as an operator", async () => {
  await using shop = await openPauses();
  const server = await shop.openServer({ DASHBOARD_PASSWORD: VIEW, OPERATOR_PASSWORD: OPERATE });
  await server.publish("inventory", { productId: "m&g", name: "<b>Mug", available: 0 });
  await shop.addTarget();
  const cookie = await logIn(server.url, VIEW);
  const html = await (await fetch(server.url, { headers: { cookie } })).text();
  assert.match(html, /aria-label="Pause requests: &lt;b>Mug"/);
  assert.doesNotMatch(html, /Ask to pause/);
  const refused = await fetch(`${server.url}/pause?product=m%26g`, {
    method: "POST",
    headers: { cookie },
  });
  assert.equal(refused.status, 403);
  assert.match(await refused.text(), /href="\/login\?to=%2Fpause%3Fproduct%3Dm%2526g"/);

  await using opened = await openPage(`${server.url}/pause?product=m%26g`);
  const { page } = opened;
  for (const password of [VIEW, OPERATE]) {
    await page.getByLabel("Password").fill(password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Pause the promotion of <b>Mug" }).waitFor();
    if (password === VIEW) await page.getByRole("link", { name: "Log in as an operator" }).click();
  }
  await page.getByRole("button", { name: "Ask now" }).press("Enter");
  await page.getByRole("status").filter({ hasText: "Asked to pause <b>Mug." }).waitFor();
  assert.deepEqual(opened.complaints, []);
});

Deno.test("pause page: the trail of all products leads to each, and an unknown product is said in words", async () => {
  await using shop = await openPauses();
  const server = await shop.openServer();
  await server.publish("inventory", { productId: "m&g", name: "<b>Mug", available: 0 });
  await using opened = await openPage(`${server.url}/pause`);
  const { page } = opened;
  await page.getByText("Nothing was asked yet.").waitFor();
  await (await server.pause("m&g")).body?.cancel();
  await page.reload();
  await page.getByText("Asked, and nobody listened").waitFor();
  await page.getByRole("link", { name: "<b>Mug" }).press("Enter");
  await page.getByText("None left: further orders will oversell it.").waitFor();
  await shop.addTarget();
  await page.reload();
  await page.getByRole("button", { name: "Ask now" }).waitFor();
  assert.deepEqual(opened.complaints, []);

  const unknown = await page.goto(`${server.url}/pause?product=<b>x`);
  assert.equal(unknown?.status(), 404);
  await page.getByText('Nobody told the stock of a product "<b>x".').waitFor();
});

const LOOKS = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 1280 },
  { colorScheme: "dark", width: 320 },
  { colorScheme: "light", width: 320 },
] as const;

Deno.test("pause page: no barriers in light, dark and 320 px, whatever it says", async () => {
  await using shop = await openPauses();
  const server = await shop.openServer();
  const name = "A_name_that_is_longer_than_its_line_may_ever_be_wide_and_never_breaks";
  await server.publish("inventory", { productId: "mug", name, available: -1_234_567 });
  await using opened = await openPage(`${server.url}/pause?product=mug`);
  const { page } = opened;
  const look = async () => {
    await prepareForBarriers(page);
    for (const { colorScheme, width } of LOOKS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await barriers(page), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    }
  };
  await look();
  await shop.addTarget();
  await page.reload();
  await look();
  await page.getByRole("button", { name: "Ask now" }).click();
  await page.getByText("It was asked already.").waitFor();
  await look();
  await page.goto(`${server.url}/pause`);
  await look();
});

Deno.test("pause page: an alert about a product leads operators there, and no other alert does", async () => {
  await using shop = await openPauses();
  const server = await shop.openServer({ DASHBOARD_PASSWORD: VIEW, OPERATOR_PASSWORD: OPERATE });
  await server.publish("inventory", { productId: "m&g", name: "Low: mug", available: 3 });
  await server.publish("alerts", { title: "Payment: slow", severity: "critical" });
  await using board = await openPage(`${server.url}/login`, {
    viewport: { width: 1440, height: 900 },
  });
  const { page } = board;
  const rail = page.locator(".alerts");
  const enter = async (password: string) => {
    await page.goto(`${server.url}/login`);
    await page.getByLabel("Password").fill(password);
    await page.keyboard.press("Enter");
    await rail.getByText("3 left, low below 10.").waitFor();
  };
  await enter(VIEW);
  await rail.getByText("Payment: slow").waitFor();
  assert.equal(await rail.getByRole("link").count(), 0);

  await enter(OPERATE);
  assert.equal(await rail.getByRole("link").count(), 1);
  await rail.getByRole("link", { name: "Ask to pause: Low: mug" }).press("Enter");
  await page.getByRole("heading", { name: "Low: mug" }).waitFor();
  assert.equal(new URL(page.url()).search, "?product=m%26g");
  assert.deepEqual(board.complaints, []);
});
