import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { ThemeIcon } from "./icons.tsx";
import { onKey } from "./keys.ts";
import { recall, remember } from "./memory.ts";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = typeof THEMES[number];

const WORDS: Record<Theme, string> = { auto: "as the system says", light: "light", dark: "dark" };

const theme = signal<Theme>("auto");

/** Switches between the system's choice, light and dark; key `d` does too. */
export function ThemeSwitch() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";

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

/** The same choice, in words. */
export function ThemeChoice() {
  return (
    <fieldset>
      <legend>The page looks</legend>
      {THEMES.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="theme"
            checked={theme.value === one}
            onChange={() => choose(one)}
          />{" "}
          {WORDS[one]}
        </label>
      ))}
    </fieldset>
  );
}

function choose(chosen: Theme): void {
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
