import { options } from "preact";
import { renderToString } from "preact-render-to-string";
import { Board } from "../islands/parts/board.tsx";
import { createDesk } from "../islands/parts/context.ts";
import { systemClock } from "../lib/clock.ts";
import type { EventStream } from "../lib/connection.ts";
import { createLive } from "../lib/live.ts";
import type { Metrics } from "../lib/metrics.ts";

// A card that cannot be drawn is no reason to have no page; without this the server's would throw.
Object.assign(options, { errorBoundaries: true });

export interface PageOptions {
  /** Where orders are published, for the command that an empty board shows. */
  publishUrl: string;
  /** Changes with any file of the browser's. */
  version: string;
  /** What the reader chose earlier; absent for the system's choice. */
  theme?: "light" | "dark";
}

/** The dashboard as a page: real numbers in it, which the island then keeps up to date. */
export function renderPage(metrics: Metrics, options: PageOptions): string {
  return `<!doctype html>${renderToString(<Page metrics={metrics} {...options} />)}`;
}

type PageProps = PageOptions & { metrics: Metrics };

function Page({ metrics, publishUrl, version, theme }: PageProps) {
  const live = createLive({ initial: metrics, clock: systemClock, openStream: noStream });
  const desk = createDesk({ live, clock: systemClock, publishUrl });
  return (
    <html lang="en" data-theme={theme}>
      <Head storeName={metrics.storeName} version={version} />
      <body>
        <div id="board" data-publish-url={publishUrl}>
          <Board {...desk} />
        </div>
        <noscript>
          <p class="no-script">Without JavaScript this page does not follow the shop by itself.</p>
        </noscript>
        <script
          type="application/json"
          id="metrics"
          // deno-lint-ignore react-no-danger -- JSON in which no tag can end or begin
          dangerouslySetInnerHTML={{ __html: JSON.stringify(metrics).replaceAll("<", "\\u003c") }}
        />
      </body>
    </html>
  );
}

function Head({ storeName, version }: { storeName: string; version: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${storeName} · Flashboard`}</title>
      <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href={`/assets/build/board.css?v=${version}`} />
      <script type="module" src={`/assets/build/board.js?v=${version}`} />
    </head>
  );
}

function noStream(): EventStream {
  throw new Error("A page that is only rendered opens no stream");
}
