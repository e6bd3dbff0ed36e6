import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Metrics } from "../lib/metrics.ts";
import { openBrowser } from "./harness/browser.ts";
import { GUARD_MS, poll } from "./harness/wait.ts";
import { webServer } from "./harness/web_server.ts";
import { openShop } from "./shop.ts";
import { keyFor, PERSON } from "./visitor.ts";

const GUIDE = await Deno.readTextFile(new URL("../docs/visitors.md", import.meta.url));

/** What the guide says to put into a page, or into its policy, for a board at `url`. */
function advised(pattern: RegExp, url: string, key = ""): string {
  const [text = ""] = pattern.exec(GUIDE) ?? [];
  return text.replaceAll("https://board.example", url).replace("fb_pub_…", key);
}

/** A storefront at an origin of its own, as strict as the guide allows. */
async function openStorefront(boardUrl: string, key: string) {
  const tag = advised(/<script src.*<\/script>/, boardUrl, key);
  const headers = {
    "content-type": "text/html",
    "content-security-policy": `default-src 'none'; img-src data:; ${
      advised(/^script-src.*$/m, boardUrl)
    }`,
    "cross-origin-embedder-policy": "require-corp",
  };
  const page = `<!doctype html><title>Mugs</title><link rel="icon" href="data:,">${tag}`;
  const server = await webServer((_, answer) => void answer.writeHead(200, headers).end(page));
  return { ...server, url: `http://localhost:${server.port}/` };
}

/** A person's browser: ours would say that a program drives it. `script` runs before a page's own. */
async function openPerson(browser: Browser, script = ""): Promise<BrowserContext> {
  const context = await browser.newContext({ userAgent: PERSON });
  const isDriven = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });";
  await context.addInitScript({ content: isDriven + script });
  return context;
}

async function openAll() {
  const stack = new AsyncDisposableStack();
  const shop = stack.use(await openShop());
  const key = await keyFor(shop.database, "publish:visits");
  const storefront = stack.use(await openStorefront(shop.url, key));
  const browser = stack.adopt(await openBrowser(), (browser) => browser.close());
  return { shop, storefront, browser, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

Deno.test("beacon: a page of another origin is counted on the board within 2 s, once a browser", async () => {
  await using opened = await openAll();
  const { shop, storefront, browser } = opened;
  const complaints: string[] = [];
  await using dashboard = await shop.dashboard({}, "?heartbeat=1");
  await dashboard.next("init");
  /** Opens the shop's page, and says when the board had its visit. */
  const visit = async (context: BrowserContext) => {
    const page = await context.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    const [answer] = await Promise.all([
      page.waitForResponse(/\/api\/publish\/visits/),
      page.goto(storefront.url),
    ]);
    assert.equal(answer.status(), 201);
    return performance.now();
  };

  const ada = await openPerson(browser);
  const visited = await visit(ada);
  await dashboard.next(({ data }) => (data as Metrics).activeUsers === 1, GUARD_MS);
  const waited = performance.now() - visited;
  await visit(ada);
  await visit(await openPerson(browser));
  const before = dashboard.all.length;
  const beats = () => dashboard.all.slice(before).filter(({ event }) => event === "heartbeat");
  // Each comes with a count: the second one's has all visits.
  assert.ok(await poll(() => beats().length >= 2));

  assert.ok(waited <= 2_000, `counted after ${Math.round(waited)} ms`);
  assert.equal((await shop.metrics()).activeUsers, 2);
  assert.deepEqual(complaints, [], "no policy is broken");
});

/** Notes what a page sends, in place of sending it. */
const NOTE = "window.sent = []; window.fetch = async (_, { body }) => {" +
  "sent.push(JSON.parse(body).visitor); return new Response(); };";

function sent(page: Page): Promise<string[]> {
  return page.evaluate("sent") as Promise<string[]>;
}

/** A page is hidden, or shown again. */
async function show(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));`);
}

function hide(object: string, property: string, value: string): string {
  return `Object.defineProperty(${object}, "${property}", { get: () => ${value} });`;
}

/** Browsers that are not to be counted, each with the script that makes ours one of them. */
const SILENT: Record<string, string> = {
  "that wants no tracking": hide("navigator", "doNotTrack", "'1'"),
  "with Global Privacy Control": hide("navigator", "globalPrivacyControl", "true"),
  "that a program drives": hide("navigator", "webdriver", "true"),
  "that renders a page in advance": hide("document", "visibilityState", "'hidden'"),
};

const NO_STORAGE = "without storage";

/** Which of them a page is in is said by its URL's query. */
const KINDS = Object.entries({
  ...SILENT,
  [NO_STORAGE]: "Object.defineProperty(window, 'localStorage', { get() { throw new Error(); } });",
}).map(([kind, script]) => `if (location.search === "?${encodeURI(kind)}") { ${script} }`);

Deno.test("beacon: what it sends and keeps", async (t) => {
  await using opened = await openAll();
  const { storefront, browser } = opened;
  const page = await (await openPerson(browser, NOTE + KINDS.join("\n"))).newPage();
  await page.clock.install();
  const open = (kind = "") => page.goto(`${storefront.url}?${encodeURI(kind)}`);

  for (const kind of Object.keys(SILENT)) {
    await t.step(`a browser ${kind} sends and keeps nothing`, async () => {
      await open(kind);
      await page.clock.runFor(120_000);

      assert.deepEqual(await sent(page), []);
      assert.equal(await page.evaluate("localStorage.length"), 0);
    });
  }

  await t.step("a visible page sends a visit a minute, a hidden one none", async () => {
    await open();
    assert.equal((await sent(page)).length, 1);
    await page.clock.runFor(120_000);
    assert.equal((await sent(page)).length, 3);
    await show(page, "hidden");
    await page.clock.runFor(120_000);
    assert.equal((await sent(page)).length, 3);
    await show(page, "visible");
    const all = await sent(page);

    assert.equal(all.length, 4);
    assert.equal(new Set(all).size, 1, "of the same visitor");
    assert.match(all[0] ?? "", /^\d+(-\d+){3}$/);
  });

  await t.step(
    "the next page is of the same visitor, and after five minutes of another",
    async () => {
      await open();
      const [first] = await sent(page);
      await page.reload();
      const [second] = await sent(page);
      await show(page, "hidden");
      await page.clock.runFor(300_000);
      await page.reload();
      const [third] = await sent(page);

      assert.ok(first && third);
      assert.equal(second, first);
      assert.notEqual(third, first);
    },
  );

  await t.step("without storage each page is a visitor of its own", async () => {
    await open(NO_STORAGE);
    const first = await sent(page);
    await page.reload();
    const second = await sent(page);

    assert.deepEqual([first.length, second.length], [1, 1]);
    assert.notEqual(first[0], second[0]);
  });
});
