import type { ComponentChildren } from "preact";
import { Stop } from "./icons.tsx";

/** Stands on a screen that has no board to show. */
export function TvMessage({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="tv-message">
      <Stop />
      <h1>{title}</h1>
      <p>{children}</p>
    </main>
  );
}

/** The screen's link was revoked, or never was one. */
export function Revoked() {
  return (
    <TvMessage title="This screen was revoked">
      Its link opens nothing any more. Ask whoever runs the board for a new one.
    </TvMessage>
  );
}
