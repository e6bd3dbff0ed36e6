import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { describeApi } from "../lib/web/openapi/document.ts";
import { openBrowser } from "./harness/browser.ts";
import { openShop } from "./shop.ts";

Deno.test("docs: the page has every operation, field and answer of the description, and no script", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "s3cret" });
  const response = await fetch(`${shop.url}/docs`);
  const page = await response.text();
  const { paths, components } = describeApi();

  assert.equal(response.status, 200);
  assert.doesNotMatch(page, /<script|<style| style=| on\w+=|(?:src|href)="(?:https?:)?\/\//);
  for (const [path, methods] of Object.entries(paths)) {
    const [{ operationId, responses } = assert.fail(path)] = Object.values(methods);
    const article = page.split(`<h3 id="${operationId}">`)[1]?.split("</article>")[0] ?? "";
    assert.ok(article.includes(path), path);
    for (const status of Object.keys(responses)) {
      assert.ok(article.includes(`<code>${status}</code>`), `${path}: ${status}`);
    }
  }
  for (const [name, { properties = {} }] of Object.entries(components.schemas)) {
    const table = page.split(`<caption>${name}</caption>`)[1]?.split("</table>")[0] ?? "";
    for (const field of Object.keys(properties)) {
      assert.ok(table.includes(`<code>${field}</code>`), `${name}: ${field}`);
    }
  }
});

Deno.test("docs: a command of the page can be copied into a shell", async () => {
  await using shop = await openShop();
  const page = await (await fetch(`${shop.url}/docs`)).text();
  const commands = [...page.matchAll(/<pre[^>]*>([^<]*\/api\/publish[^<]*)<\/pre>/g)].map(
    ([, text = ""]) => {
      return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&lt;", "<");
    },
  );
  for (const command of commands) {
    const { stdout } = await new Deno.Command("bash", {
      args: ["-c", `${command} --silent`],
      env: { PUBLISH_KEY: "test-publish-key" },
    }).output();

    assert.equal(JSON.parse(new TextDecoder().decode(stdout)).accepted, 1, command);
  }
  assert.equal(commands.length, 6);
});

/** Luminance contrast of text and what is behind it (WCAG 2.2, 1.4.3), least over these elements. */
function leastContrast(page: Page, selectors: string[]): Promise<number> {
  return page.evaluate((selectors) => {
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const luminance = (colour: string) => {
      if (!context) return NaN;
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
    };
    const behind = (element: Element): string => {
      const { backgroundColor } = getComputedStyle(element);
      const parent = element.parentElement;
      return backgroundColor === "rgba(0, 0, 0, 0)" && parent ? behind(parent) : backgroundColor;
    };
    const contrasts = selectors.flatMap((selector) => [...document.querySelectorAll(selector)])
      .map((element) => {
        const text = luminance(getComputedStyle(element).color);
        const back = luminance(behind(element));
        return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
      });
    return Math.min(...contrasts);
  }, selectors);
}

Deno.test("docs: it reads well in both themes and on a phone, and asks nobody but its server", async () => {
  await using shop = await openShop();
  await using browser = await openBrowser();
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 390, height: 800 } });
    const complaints: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${shop.url}/docs`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);

    assert.deepEqual(complaints, []);
    assert.ok(asked.every((url) => url.startsWith(shop.url)), asked.join());
    assert.ok(width <= 390, `the page is ${width} wide`);
    assert.ok(await leastContrast(page, ["p", "a", "code", "td", "th", "h1", "h2", "pre"]) >= 4.5);
  }
});
