import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { ThemeIcon } from "./icons.tsx";
import { onKey } from "./keys.ts";
import { recall, remember } from "./memory.ts";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = typeof THEMES[number];

/** Switches between the system's choice, light and dark; key `d` does too. */
export function ThemeSwitch() {
  const theme = useSignal<Theme>("auto");
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";
  const choose = (chosen: Theme) => apply(theme.value = chosen);

  useEffect(() => {
    choose(asTheme(recall("theme") ?? document.documentElement.dataset["theme"]));
  }, []);
  useEffect(() => onKey("d", "Switch the theme", () => choose(next)), [next]);
  return (
    <button
      type="button"
      class="tool theme"
      aria-label={`Theme: ${theme.value}. Switch to ${next}`}
      aria-keyshortcuts="d"
      title={`Theme: ${theme.value} (d)`}
      onClick={() => choose(next)}
    >
      <ThemeIcon theme={theme.value} />
    </button>
  );
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
