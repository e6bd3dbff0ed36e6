import { useEffect, useRef } from "preact/hooks";
import { useDesk } from "./context.ts";
import { Help } from "./help.tsx";
import { Bolt, Screen } from "./icons.tsx";
import { onKey } from "./keys.ts";
import { Note } from "./note.tsx";
import { Pause } from "./pause.tsx";
import { Status } from "./status.tsx";
import { ThemeSwitch } from "./theme.tsx";

/** Whose board it is, how far its numbers can be trusted, and what one can do with the page. */
export function Strip() {
  const { cells } = useDesk().live;
  return (
    <header class="strip">
      <p class="brand">
        <Bolt />
        <span>Flashboard</span>
      </p>
      <h1>{cells.storeName}</h1>
      <Note />
      <Status />
      <div class="tools">
        <Pause />
        <Wall />
        <ThemeSwitch />
        <Help />
      </div>
    </header>
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
