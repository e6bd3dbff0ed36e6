import type { BrowserContextOptions, Page } from "playwright-core";
import { openBrowser } from "./harness/browser.ts";

/**
 * Opens a page in a window of its own; `prepare` runs before it is loaded. What it complains of in its
 * console fails the test at the end.
 */
export async function openPage(
  url: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<unknown> = async () => {},
) {
  const browser = await openBrowser();
  const page = await (await browser.newContext(options)).newPage();
  await prepare(page);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      // A request that a test answers itself may be on its way still.
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await browser.close();
    },
  };
}

/** Waits until the page says a text somewhere; the time-out is only a guard against hanging. */
export async function says(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor({ timeout: 30_000 });
}

/** Waits until the page follows the server. */
export async function isLive(page: Page): Promise<void> {
  await says(page, /^Live$/);
}
