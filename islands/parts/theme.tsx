import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { ThemeIcon } from "./icons.tsx";
import { onKey } from "./keys.ts";
import { recall, remember } from "./memory.ts";

/** The system's choice, or one of ours. */
const THEMES = ["auto", "light", "dark"] as const;
export type Theme = typeof THEMES[number];

/** What the reader chose. */
export const theme = signal<Theme>("auto");

/** Switches between the system's choice, light and dark; key `d` does too. */
export function ThemeSwitch() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";

  useEffect(() => {
    chooseTheme(asTheme(recall("theme") ?? document.documentElement.dataset["theme"]));
  }, []);
  useEffect(() => onKey("d", "Switch the theme", () => chooseTheme(next)), [next]);
  return (
    <button
      type="button"
      class="tool theme"
      aria-label={`Theme: ${theme.value}. Switch to ${next}`}
      aria-keyshortcuts="d"
      title={`Theme: ${theme.value} (d)`}
      onClick={() => chooseTheme(next)}
    >
      <ThemeIcon theme={theme.value} />
    </button>
  );
}

/** Lights the page, now and when it is opened again. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  apply(chosen);
}

function asTheme(text: string | null | undefined): Theme {
  return THEMES.find((theme) => theme === text) ?? "auto";
}

function apply(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  remember("theme", theme);
  // The server reads the cookie, so that the first paint has the right colours already.
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
}
