import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { programPath } from "./programs.ts";

// No sandbox, as Chromium has none for root; the rest keeps it from talking to anything but us.
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// Playwright would catch these and keep the test process alive; Chromium ends with it anyway.
const SIGNALS = { handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false };

/**
 * Opens a headless Chromium; disposing it closes all its pages. Without options it is the one that all
 * tests share, where there is one: each still has cookies, storage and workers of its own.
 */
export function openBrowser(options?: LaunchOptions): Promise<Browser> {
  const shared = Deno.env.get("TEST_BROWSER");
  if (shared !== undefined && !options) return chromium.connect(shared);
  return chromium.launch({
    ...options,
    executablePath: programPath("TEST_CHROMIUM"),
    args: ARGS,
    ...SIGNALS,
  });
}

/** Starts the Chromium that tests share: to start one for each would take a fifth of their time. */
export async function startBrowser(): Promise<{ url: string } & AsyncDisposable> {
  const executablePath = programPath("TEST_CHROMIUM");
  const server = await chromium.launchServer({ executablePath, args: ARGS, ...SIGNALS });
  return { url: server.wsEndpoint(), [Symbol.asyncDispose]: () => server.close() };
}
