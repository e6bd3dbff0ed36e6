import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {children}
    </svg>
  );
}

/** The mark of the product. */
export function Bolt() {
  return (
    <Icon>
      <path d="M9.5 1 3 9.2h3.9L6.2 15 13 6.4H9z" fill="currentColor" />
    </Icon>
  );
}

/** A filled octagon with a cross: the worst there is. */
export function Stop() {
  return (
    <Icon>
      <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor" />
      <path d="m5.5 5.5 5 5m0-5-5 5" class="icon-cut" />
    </Icon>
  );
}

/** A triangle with a mark: look soon. */
export function Warning() {
  return (
    <Icon>
      <path d="M8 1.2 15.4 14.5H.6z" fill="currentColor" />
      <path d="M8 6v4m0 1.6v1.4" class="icon-cut" />
    </Icon>
  );
}

/** A ring with an i: good to know. */
export function Info() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M8 7v5m0-8.2v1.6" class="icon-cut" />
    </Icon>
  );
}

/** A tick: done, or all is well. */
export function Tick() {
  return (
    <Icon>
      <path d="m2.5 8.5 3.8 3.8 7.2-8" class="icon-line" />
    </Icon>
  );
}

/** An empty box: none left. */
export function Empty() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="6.2" class="icon-line" />
      <path d="m3.8 12.2 8.4-8.4" class="icon-line" />
    </Icon>
  );
}

/** A bell: notifications. */
export function Bell() {
  return (
    <Icon>
      <path d="M3 12h10l-1.3-2V6.8a3.7 3.7 0 0 0-7.4 0V10zm3.6 2h2.8" class="icon-line" />
    </Icon>
  );
}

/** A question mark in a ring: how is this counted? */
export function Question() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="6.6" class="icon-line" />
      <path d="M6 6.3a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.5m0 1.9v.4" class="icon-line" />
    </Icon>
  );
}

/** Two bars, or a triangle: hold the page, or let it go on. */
export function PauseIcon({ isPaused }: { isPaused: boolean }) {
  return (
    <Icon>
      <path d={isPaused ? "M4 2v12l10-6z" : "M3.5 2H7v12H3.5zM9 2h3.5v12H9z"} fill="currentColor" />
    </Icon>
  );
}

/** Three sliders: what can be set. */
export function Sliders() {
  return (
    <Icon>
      <path d="M1.5 4H8m4 0h2.5M1.5 12H4m4 0h6.5M10 2v4M6 10v4" class="icon-line" />
    </Icon>
  );
}

/** A screen on a foot: the wall. */
export function Screen() {
  return (
    <Icon>
      <path d="M1.5 2.5h13v8.5h-13zM5 14h6M8 11v3" class="icon-line" />
    </Icon>
  );
}

const THEMES = {
  auto: "M8 2v12a6 6 0 0 0 0-12z",
  light: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  dark: "M13.4 9.8A6 6 0 0 1 6.2 2.6a6 6 0 1 0 7.2 7.2z",
};

/** How the page is lit. */
export function ThemeIcon({ theme }: { theme: keyof typeof THEMES }) {
  const rays =
    "M8 1v1.6M8 13.4V15M1 8h1.6m10.8 0H15M3 3l1.2 1.2m7.6 7.6L13 13M3 13l1.2-1.2m7.6-7.6L13 3";
  return (
    <Icon>
      <path d={THEMES[theme]} fill="currentColor" />
      {theme === "auto" && <circle cx="8" cy="8" r="6" class="icon-line" />}
      {theme === "light" && <path d={rays} class="icon-line" />}
    </Icon>
  );
}

/** A door with an arrow out of it. */
export function Leave() {
  return (
    <Icon>
      <path d="M6.5 2H3v12h3.5M7 8h7m-3-3 3 3-3 3" class="icon-line" />
    </Icon>
  );
}
