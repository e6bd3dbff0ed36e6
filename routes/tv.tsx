import type { ComponentChildren } from "preact";
import type { Context, Next } from "hono";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import { Tv } from "../islands/parts/tv.tsx";
import { Revoked, TvMessage } from "../islands/parts/tv_message.tsx";
import type { Metrics } from "../lib/metrics.ts";
import type { Services } from "../lib/services.ts";
import { Head } from "./head.tsx";
import { Snapshot, stillLive } from "./snapshot.tsx";

/**
 * `GET /tv`: the board for a screen on the wall. `?theme=light` is for bright rooms, `?money=hide` for
 * those that guests come through.
 */
export function tv({ hub }: Services, version: string): (c: Context) => Response {
  return (c) => {
    const hidesMoney = c.req.query("money") === "hide";
    const isLight = c.req.query("theme") === "light";
    const page = renderTv(forWall(hub.metrics(), hidesMoney), { version, hidesMoney, isLight });
    return answer(page, 200, { "cache-control": "no-store" });
  };
}

/**
 * Says on the screen, in plain words, why there is no board. Where the server itself is in trouble the
 * page asks again by itself: nobody stands beside it.
 */
export function explainOnScreen(version: string) {
  return async (c: Context, next: Next): Promise<void> => {
    await next();
    if (!c.error) return;
    const { status } = c.res;
    const isOurs = status >= 500;
    const words = isOurs ? <Away /> : c.req.query("screen") ? <Revoked /> : <Locked />;
    const page = renderPage({ version, isLight: false, children: words });
    c.res = answer(page, status, isOurs ? { refresh: "5" } : {});
    // It was explained: nobody is led to the log-in by it.
    c.error = undefined;
  };
}

/** What a wall may know: no orders, so no customer; of alerts their titles; no money where it is hidden. */
function forWall(metrics: Metrics, hidesMoney: boolean): Metrics {
  const alerts = metrics.alerts.map((alert) => ({ ...alert, message: "" }));
  const nobody = { ...metrics, alerts, recentOrders: [] };
  if (!hidesMoney) return nobody;
  const none = { revenueToday: "0", refundedToday: "0", netRevenueToday: "0" };
  return { ...nobody, ...none, otherRevenueToday: [] };
}

interface TvOptions {
  /** Changes with any file of the browser's. */
  version: string;
  hidesMoney: boolean;
  isLight: boolean;
}

/** The screen as a page: real numbers in it, which the island then keeps up to date. */
function renderTv(metrics: Metrics, { version, hidesMoney, isLight }: TvOptions): string {
  const board = { live: stillLive(metrics), hidesMoney, refused: signal(false) };
  const money = hidesMoney ? "hide" : "show";
  return renderPage({
    version,
    isLight,
    children: (
      <>
        <div id="tv" data-version={version} data-money={money}>
          <Tv {...board} />
        </div>
        <Snapshot metrics={metrics} />
        <script type="module" src={`/assets/build/tv.js?v=${version}`} />
      </>
    ),
  });
}

interface PageProps {
  version: string;
  isLight: boolean;
  children: ComponentChildren;
}

function renderPage({ version, isLight, children }: PageProps): string {
  const page = (
    <html lang="en" data-theme={isLight ? "light" : "dark"}>
      <Head title="Flashboard TV" sheet="tv.css" version={version} />
      <body>{children}</body>
    </html>
  );
  return `<!doctype html>${renderToString(page)}`;
}

function answer(page: string, status: number, headers: Record<string, string>): Response {
  return new Response(page, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", ...headers },
  });
}

function Away() {
  return (
    <TvMessage title="The board is not there yet">
      Its server cannot reach its database. This screen tries again by itself.
    </TvMessage>
  );
}

function Locked() {
  return (
    <TvMessage title="This screen needs a link">
      A link for a screen is made by whoever runs the board. Who is{" "}
      <a href="/login?to=/tv">logged in</a> may open it too.
    </TvMessage>
  );
}
