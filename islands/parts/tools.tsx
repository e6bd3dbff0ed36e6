import { useEffect, useRef } from "preact/hooks";
import { Help } from "./help.tsx";
import { useDesk } from "./context.ts";
import { Leave, Screen, Sliders } from "./icons.tsx";
import { onKey } from "./keys.ts";
import { Pause } from "./pause.tsx";
import { ThemeSwitch } from "./theme.tsx";

/** What one can do with the page. */
export function Tools() {
  return (
    <div class="tools">
      <Pause />
      <Wall />
      <ThemeSwitch />
      <Help />
      <ToSettings />
      <LogOut />
    </div>
  );
}

/** For operators: what they can set while the server runs. */
function ToSettings() {
  if (!useDesk().reader.mayChange) return null;
  return (
    <a class="tool" href="/settings" aria-label="Settings" title="Settings">
      <Sliders />
    </a>
  );
}

/** For who has logged in here. A plain form: it works before any script does. */
function LogOut() {
  if (!useDesk().reader.isLoggedIn) return null;
  return (
    <form method="post" action="/logout">
      <button type="submit" class="tool" aria-label="Log out" title="Log out">
        <Leave />
      </button>
    </form>
  );
}

/** The way to the page for a screen on the wall; key `t` does too. */
function Wall() {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => onKey("t", "Open the page for a TV", () => link.current?.click()), []);
  return (
    <a
      ref={link}
      class="tool wall"
      href="/tv"
      aria-label="TV"
      aria-keyshortcuts="t"
      title="TV (t)"
    >
      <Screen />
    </a>
  );
}
