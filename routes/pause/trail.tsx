import { renderToString } from "preact-render-to-string";
import { when } from "../../islands/parts/operate/when.ts";
import type { Pause } from "../../lib/pause.ts";
import { Page } from "../head.tsx";
import { inTrail, pausePath } from "./words.ts";

interface TrailProps {
  /** Newest first. */
  trail: readonly Pause[];
  timeZone: string;
  /** Whether it says of which product each is. */
  named?: boolean;
}

/** What was asked, by whom and why. */
export function Trail({ trail, timeZone, named }: TrailProps) {
  if (trail.length === 0) return <p class="hint">Nothing was asked yet.</p>;
  return (
    <ul class="rows">
      {trail.map((pause) => (
        <li key={pause.id}>
          {named && (
            <>
              <a href={pausePath(pause.productId)}>{pause.name}</a>:{" "}
            </>
          )}
          <strong>{inTrail(pause)}</strong>
          <p class="hint">
            <time dateTime={pause.at}>{when(pause.at, timeZone)}</time>, by{" "}
            {pause.askedBy === "rule" ? "the guard" : "a click"}. {pause.reason}.
          </p>
        </li>
      ))}
    </ul>
  );
}

/** The page that has the trail of all products. */
export function renderTrail(
  props: TrailProps & { version: string; theme: string | undefined },
): string {
  return renderToString(
    <Page title="Pause requests · Flashboard" sheet="pause.css" {...props}>
      <header>
        <a href="/">Back to the board</a>
        <h1>Pause requests</h1>
        <p class="hint">What operators and the oversell guard asked, the newest first.</p>
      </header>
      <main class="panel">
        <Trail {...props} named />
      </main>
    </Page>,
  );
}
