import assert from "node:assert/strict";
import { poll } from "./harness/wait.ts";
import { isLive, openPage, says } from "./open_page.ts";
import { openShop } from "./shop.ts";

/** Counts the tones that a page plays, without any sound. */
function countTones(): void {
  const counted = Object.assign(globalThis, { tones: 0 });
  const none = () => {};
  const silent = { setValueAtTime: none, linearRampToValueAtTime: none };
  const ramp = { ...silent, exponentialRampToValueAtTime: none };
  const node = {
    connect: none,
    gain: ramp,
    frequency: ramp,
    stop: none,
    start: () => counted.tones++,
  };
  Object.assign(globalThis, {
    AudioContext: class {
      currentTime = 0;
      resume = () => Promise.resolve();
      createGain = () => node;
      createOscillator = () => node;
    },
  });
}

Deno.test("page: an alert that is over leaves the open ones, which is said; critical ones sound once the reader wants it", async () => {
  await using shop = await openShop();
  const stock = (available: number) => {
    return shop.publish("inventory", { productId: "mug", name: "Mug", available });
  };
  await stock(5);
  await using opened = await openPage(shop.url, {}, (page) => page.addInitScript(countTones));
  const { page } = opened;
  const tones = () => page.evaluate(() => (globalThis as unknown as { tones: number }).tones);
  const open = page.locator(".rows > .alert .title");
  await isLive(page);
  await open.getByText("Low stock: Mug").waitFor();
  await stock(0);
  await open.getByText("Out of stock: Mug").waitFor();
  assert.equal(await open.count(), 1, "the worse one stands for both");
  assert.match(await page.title(), /^\(1\) /);
  assert.equal(await tones(), 0, "nobody asked for a sound");
  await stock(40);
  await page.getByText("Nothing needs attention.").waitFor();
  await page.locator("summary").getByText("1 resolved").click();
  assert.match(
    await page.locator(".folded .alert").innerText(),
    /Out of stock: Mug\s+Resolved at \d/,
  );
  await says(page, "Resolved: Out of stock: Mug");
  assert.doesNotMatch(await page.title(), /^\(/);

  await page.keyboard.press("m");
  assert.ok(await poll(async () => await tones() === 1), "it is heard when it is chosen");
  await stock(-1);
  await open.getByText("Oversold: Mug").waitFor();
  assert.ok(await poll(async () => await tones() === 2));
  await shop.publish("alerts", { title: "Payments fail", severity: "critical" });
  await shop.publish("alerts", { title: "Import slow", severity: "warning" });
  await open.getByText("Import slow").waitFor();
  assert.equal(await tones(), 2, "two within ten seconds are one tone");
  await page.reload();
  await isLive(page);
  await page.keyboard.press("?");
  const choice = page.getByLabel("A sound for critical alerts");
  assert.ok(await choice.isChecked(), "it is remembered");
  await choice.press("Space");
  assert.ok(!await choice.isChecked());
  assert.deepEqual(opened.complaints, []);
});
