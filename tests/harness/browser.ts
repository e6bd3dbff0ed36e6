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
 * Opens a headless Chromium; disposing it closes all its pages. Without options it is the headless shell
 * that all tests share: each still has cookies, storage and workers of its own. With options it is a
 * whole Chromium, which alone keeps pages for the way back.
 */
export function openBrowser(options?: LaunchOptions): Promise<Browser> {
  if (options === undefined) return chromium.connect(programPath("TEST_BROWSER"));
  return chromium.launch({
    ...options,
    executablePath: programPath("TEST_CHROMIUM"),
    args: ARGS,
    ...SIGNALS,
  });
}

/** Starts the browser that tests share: to start one for each would take a fifth of their time. */
export async function startBrowser(): Promise<{ url: string } & AsyncDisposable> {
  const executablePath = programPath("TEST_HEADLESS_SHELL");
  const server = await chromium.launchServer({ executablePath, args: ARGS, ...SIGNALS });
  return { url: server.wsEndpoint(), [Symbol.asyncDispose]: () => server.close() };
}
