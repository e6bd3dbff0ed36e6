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

/** Starts a headless Chromium; disposing it closes it with all its pages. */
export function openBrowser(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath: programPath("TEST_CHROMIUM"),
    args: ARGS,
    // Playwright would catch these and keep the test process alive; Chromium ends with it anyway.
    handleSIGHUP: false,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
}
