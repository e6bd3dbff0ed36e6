/**
 * Takes the pictures of the README into docs/: the demo's board after two minutes of its flash sale.
 * Started by `deno task pictures`, which needs Chromium.
 */
import { openBrowser } from "./harness/browser.ts";
import { findPrograms } from "./harness/programs.ts";
import { spawnServer } from "./harness/process.ts";

const SALE_MS = 120_000;
const FOLDER = new URL("../docs/", import.meta.url).pathname;

interface Picture {
  name: string;
  path?: string;
  width: number;
  height: number;
  scheme: "light" | "dark";
}

const PICTURES: Picture[] = [
  { name: "board.png", width: 1440, height: 900, scheme: "dark" },
  { name: "board-light.png", width: 1440, height: 900, scheme: "light" },
  { name: "board-phone.png", width: 375, height: 812, scheme: "light" },
  { name: "board-tv.png", path: "tv", width: 1920, height: 1080, scheme: "dark" },
];

if (Deno.args.includes("--help") || Deno.args.includes("-h")) {
  console.log(
    "Usage: deno task pictures\n\nTakes the README's pictures of the demo into docs/. It takes about three minutes.",
  );
  Deno.exit(0);
}

const { TEST_CHROMIUM } = await findPrograms();
if (!TEST_CHROMIUM) throw new Error("Chromium is needed: apt-get install chromium");
Deno.env.set("TEST_CHROMIUM", TEST_CHROMIUM);

const entry = new URL("../tasks/demo.ts", import.meta.url).pathname;
await using demo = await spawnServer({ entry, args: ["--minutes", "4"] });
console.log(`The sale is on at ${demo.url}; pictures follow in ${SALE_MS / 1000} s`);
await new Promise((resolve) => setTimeout(resolve, SALE_MS));

const browser = await openBrowser({});
for (const { name, path = "", width, height, scheme } of PICTURES) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  await page.goto(`${demo.url}/${path}`);
  await page.getByText(/^Live$/).waitFor();
  await page.screenshot({ path: FOLDER + name });
  console.log(`docs/${name}`);
}
await browser.close();
