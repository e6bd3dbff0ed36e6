import { testDatabase } from "../tests/harness/postgres.ts";
import { delay } from "../tests/harness/wait.ts";
import { type Counts, openMeasured, takeNotes } from "./page/browser.ts";
import { startFront } from "./page/front.ts";
import { rush, spedUp } from "./page/sale.ts";
import type { Stores } from "./peers/flashboard.ts";
import { median } from "./percentile.ts";
import { share, table } from "./table.ts";
import { startTarget } from "./target.ts";

export interface PageOptions {
  stores: Stores;
  say(line: string): void;
  /** How often a page is opened, and how long it is watched in the rush. */
  rounds: number;
  seconds: number;
  /** Length of the sale after which the memory is compared; played `SPEED` times as fast. */
  minutes: number;
}

/** The rush three times: whether a frame is late is a matter of chance. */
const RATES = [20, 500, 500, 500];
const SPEED = 10;
/** The memory is looked at this many times during the sale. */
const LOOKS = 6;

/** A phone's network and a laptop's; latency is of each request. */
const NETWORKS = [
  { name: "none", latency: 0, throughput: -1, slowdown: 1 },
  { name: "100 ms, 1.6 Mbit/s, CPU 4 × slower", latency: 100, throughput: 200_000, slowdown: 4 },
];

/** What the dashboard's page costs the browser that shows it. */
export async function benchPage(options: PageOptions): Promise<string> {
  const rows: string[][] = [];
  for (const rate of RATES) {
    await using shop = await openShop(options);
    rows.push(await benchBusy(shop.url, rate, options));
  }
  await using shop = await openShop(options);
  return [
    table(BUSY, rows),
    await benchFirst(shop.url, options),
    await benchMemory(shop.url, options),
  ].join("\n\n");
}

/** A server on a database of its own: an order that it knows would be none. */
async function openShop({ stores }: PageOptions): Promise<AsyncDisposable & { url: string }> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await testDatabase());
  const env = { DATABASE_URL: database.url, REDIS_URL: stores.redis.url };
  const { url } = opened.use(await startTarget(env));
  const everything = opened.move();
  return { url, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}

const BUSY = [
  "orders/s",
  "main thread busy",
  "script",
  "style",
  "layout",
  "tasks over 50 ms: how many, longest",
  "frames over 50 ms",
];

/** How busy the main thread is while orders come. */
async function benchBusy(
  url: string,
  rate: number,
  { say, seconds }: PageOptions,
): Promise<string[]> {
  say(`page: ${rate} orders a second for ${seconds} s`);
  await using sale = rush(url, rate);
  await using opened = await openMeasured();
  await opened.page.goto(url);
  await delay(5_000);
  await takeNotes(opened.page);
  const [before, ordersBefore, start] = [
    await opened.counts(),
    sale.orders(),
    performance.now(),
  ];
  await delay(seconds * 1_000);
  const [after, took] = [await opened.counts(), (performance.now() - start) / 1_000];
  const { tasks, frames } = await takeNotes(opened.page);
  const part = (name: keyof Counts) => share((after[name] - before[name]) / took);
  return [
    ((sale.orders() - ordersBefore) / took).toFixed(0),
    part("TaskDuration"),
    part("ScriptDuration"),
    part("RecalcStyleDuration"),
    part("LayoutDuration"),
    longest(tasks),
    longest(frames),
  ];
}

function longest(durations: number[]): string {
  return durations.length === 0
    ? "none"
    : `${durations.length}, ${Math.max(...durations).toFixed(0)} ms`;
}

/** How soon there is something to read, and how soon it follows the shop. */
async function benchFirst(url: string, { say, rounds }: PageOptions): Promise<string> {
  await using front = startFront(url);
  const rows: string[][] = [];
  for (const network of NETWORKS) {
    for (const [path, name] of [["/", "server-rendered"], ["/client", "client-rendered"]]) {
      say(`page: ${name}, slowed: ${network.name}`);
      const turns: { paintMs: number; liveMs: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        turns.push(await openOnce(front.url + path, network));
      }
      rows.push([
        `${name}`,
        network.name,
        median(turns.map(({ paintMs }) => paintMs)).toFixed(0),
        median(turns.map(({ liveMs }) => liveMs)).toFixed(0),
      ]);
    }
  }
  return table(["page", "slowed", "first contentful paint, ms", "live, ms"], rows);
}

async function openOnce(
  url: string,
  { latency, throughput, slowdown }: (typeof NETWORKS)[number],
): Promise<{ paintMs: number; liveMs: number }> {
  await using opened = await openMeasured();
  const { page, devtools } = opened;
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto(url, { waitUntil: "commit" });
  const live = await page.waitForFunction(() => {
    const isLive = /^Live\b/m.test(document.getElementById("board")?.innerText ?? "");
    return isLive && performance.now();
  }, { polling: "raf" });
  const liveMs = Number(await live.jsonValue());
  return { paintMs: (await takeNotes(page)).paintMs, liveMs };
}

/** Whether a page that stays open grows. */
async function benchMemory(url: string, { say, minutes }: PageOptions): Promise<string> {
  say(`page: a sale of ${minutes} minutes in ${minutes / SPEED}`);
  await using _sale = spedUp(url, SPEED);
  await using opened = await openMeasured();
  await opened.page.goto(url);
  const rows: string[][] = [];
  for (let look = 0; look <= LOOKS; look++) {
    if (look > 0) await delay(minutes * 60_000 / SPEED / LOOKS);
    await opened.devtools.send("HeapProfiler.collectGarbage");
    const { JSHeapUsedSize, Nodes } = await opened.counts();
    rows.push([
      (look * minutes / LOOKS).toFixed(1),
      (JSHeapUsedSize / 2 ** 20).toFixed(1),
      String(Nodes),
    ]);
  }
  return table(["minutes of the sale", "JS heap after collection, MiB", "DOM nodes"], rows);
}
