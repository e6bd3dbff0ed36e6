import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { openBrowser } from "../../tests/harness/browser.ts";

/**
 * What Chromium counts of a page since it was opened: seconds of CPU that its main thread used, so that
 * other programs do not count, and its memory.
 */
export interface Counts {
  TaskDuration: number;
  ScriptDuration: number;
  RecalcStyleDuration: number;
  LayoutDuration: number;
  JSHeapUsedSize: number;
  Nodes: number;
}

/** A page that is measured, in a browser of its own. */
export interface MeasuredPage extends AsyncDisposable {
  page: Page;
  devtools: CDPSession;
  counts(): Promise<Counts>;
}

/** Notes tasks and frames of more than 50 ms, and the first paint, for as long as a page is open. */
const NOTES = `
  globalThis.notes = { tasks: [], frames: [], paintMs: 0 };
  const note = (type, add) =>
    new PerformanceObserver((list) => list.getEntries().forEach(add))
      .observe({ type, buffered: true });
  note("longtask", ({ duration }) => notes.tasks.push(duration));
  note("long-animation-frame", ({ duration }) => notes.frames.push(duration));
  note("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") notes.paintMs = startTime;
  });
`;

export interface Notes {
  /** Milliseconds each took. */
  tasks: number[];
  frames: number[];
  paintMs: number;
}

/** What a page noted since it was opened, or since it was asked last. */
export function takeNotes(page: Page): Promise<Notes> {
  return page.evaluate(`(() => {
    const taken = { ...notes };
    Object.assign(notes, { tasks: [], frames: [] });
    return taken;
  })()`);
}

/** Opens an empty page; its address is up to the caller. */
export async function openMeasured(): Promise<MeasuredPage> {
  const browser = await openBrowser({});
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const { page, devtools } = await prepare(context);
  return {
    page,
    devtools,
    async counts() {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value])) as never;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function prepare(context: BrowserContext): Promise<{ page: Page; devtools: CDPSession }> {
  await context.addInitScript(NOTES);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  return { page, devtools };
}
