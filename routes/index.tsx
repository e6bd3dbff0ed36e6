import { signal } from "@preact/signals";
import { options } from "preact";
import { renderToString } from "preact-render-to-string";
import { Board } from "../islands/parts/board.tsx";
import { createDesk, type Reader } from "../islands/parts/context.ts";
import { PARTS } from "../islands/parts/rest.tsx";
import { systemClock } from "../lib/clock.ts";
import type { History } from "../lib/history_store.ts";
import type { Metrics } from "../lib/metrics.ts";
import type { Past } from "../lib/past.ts";
import { Head } from "./head.tsx";
import { Snapshot, stillLive } from "./snapshot.tsx";

// A card that cannot be drawn is no reason to have no page; without this the server's would throw.
Object.assign(options, { errorBoundaries: true });

export interface PageOptions {
  /** Where orders are published, for the command that an empty board shows. */
  publishUrl: string;
  reader: Reader;
  /** Changes with any file of the browser's. */
  version: string;
  /** Scripts that the page's own begins with; their names change with their content. */
  preloads?: readonly string[];
  /** What the tiles say of the time before now; null or absent when it is not known. */
  past?: Past | null;
  /** What the reader chose earlier; absent for the system's choice. */
  theme?: "light" | "dark";
}

/** The dashboard as a page: real numbers in it, which the island then keeps up to date. */
export function renderPage(metrics: Metrics, options: PageOptions): string {
  return renderToString(<Page metrics={metrics} {...options} />);
}

type PageProps = PageOptions & { metrics: Metrics };

function Page(props: PageProps) {
  const { metrics, publishUrl, reader, version, preloads = [], past = null, theme } = props;
  const live = stillLive(metrics);
  const desk = createDesk({
    live,
    past: signal(past),
    openHistory: nothingToRead,
    clock: systemClock,
    publishUrl,
    reader,
    parts: PARTS,
  });
  return (
    <html lang="en" data-theme={theme}>
      <Head title={`${metrics.storeName} · Flashboard`} sheet="board.css" version={version}>
        <meta name="color-scheme" content="light dark" />
        {preloads.map((name) => <link key={name} rel="modulepreload" href={`/assets/${name}`} />)}
        <script type="module" src={`/assets/build/board.js?v=${version}`} />
      </Head>
      <body>
        <div
          id="board"
          data-publish-url={publishUrl}
          data-reader={JSON.stringify(reader)}
          data-past={JSON.stringify(past)}
        >
          <Board {...desk} />
        </div>
        <noscript>
          <p class="no-script">Without JavaScript this page does not follow the shop by itself.</p>
        </noscript>
        <Snapshot metrics={metrics} />
      </body>
    </html>
  );
}

function nothingToRead(): Promise<History> {
  throw new Error("A page that is only rendered reads no history");
}
