import assert from "node:assert/strict";
import { logIn } from "./log_in.ts";
import { isLive, openPage } from "./open_page.ts";
import { openPauses, trailOf } from "./pauses.ts";
import { anOrder } from "./shop.ts";

const VIEW = "password-of-viewers";
const OPERATE = "password-of-operators";

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
  await isLive(page);
  await page.locator(".stock").getByRole("link", { name: "Ask to pause: <b>Mug" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Ask to pause the promotion of <b>Mug?" }).waitFor();
  await page.getByText("No target listens: nobody would be told.").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  assert.deepEqual(await trailOf(server), []);

  await shop.addTarget();
  await page.getByRole("button", { name: "Dry run" }).press("Enter");
  await page.getByRole("status").filter({ hasText: "Dry run: nobody was told" }).waitFor();
  await shop.askForOthers(100);
  const outcomes = [
    ["Dry run", "Dry run: <b>Mug was rehearsed a short while ago"],
    ["Ask now", "Asked to pause <b>Mug"],
    ["Ask now", "nobody is told again yet"],
  ] as const;
  for (const [button, outcome] of outcomes) {
    await page.goto(`${server.url}/pause?product=m%26g`);
    await page.getByText("by a click: Dry run: nobody was told to pause <b>Mug").waitFor();
    await page.getByRole("button", { name: button }).press("Enter");
    await page.getByRole("status").filter({ hasText: outcome }).waitFor();
  }
  await page.getByText(/by a click: Dry run: <b>Mug was rehearsed/).waitFor();
  await page.getByText(/by a click: Asked to pause <b>Mug\. 2 sold beyond what was there\./)
    .waitFor();
  assert.equal((await shop.told()).length, 1);
  assert.deepEqual(board.complaints, []);

  const asked = await fetch(`${server.url}/pause?product=m%26g`);
  await asked.body?.cancel();
  assert.equal(asked.headers.get("referrer-policy"), "same-origin");
  const guarded = await shop.openServer({ DASHBOARD_PASSWORD: VIEW, OPERATOR_PASSWORD: OPERATE });
  const seen = await fetch(guarded.url, { headers: { cookie: await logIn(guarded.url, VIEW) } });
  const html = await seen.text();
  assert.match(html, /aria-label="Pause requests: &lt;b>Mug"/);
  assert.doesNotMatch(html, /Ask to pause/);

  const unknown = await fetch(`${server.url}/pause?product=x`);
  assert.equal(unknown.status, 404);
  await unknown.body?.cancel();
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
