import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { renderToString } from "preact-render-to-string";
import type { ProductAtRisk } from "../lib/at_risk.ts";
import { FlashboardError } from "../lib/error.ts";
import { type Pause, pauseRequest } from "../lib/pause.ts";
import type { Services } from "../lib/services.ts";
import type { Peer } from "../lib/web/outlet.ts";
import { Page } from "./head.tsx";

type Answer = (c: Context<{ Bindings: Peer }>) => Promise<Response>;

const SHOWN = 10;

/**
 * `GET /pause?product=ID`: a page without any script that asks to confirm; `POST` asks, and says what
 * became of it. Both say what the shop was asked before.
 */
export function pausePage(services: Services, version: string): { show: Answer; ask: Answer } {
  const { hub, pauses, guard } = services;

  async function draw(c: Context<{ Bindings: Peer }>, product: ProductAtRisk, made: Pause | null) {
    const [trail, targets] = await Promise.all([
      pauses.newest(SHOWN, product.productId),
      pauses.listening(),
    ]);
    const page = renderToString(
      <PausePage
        product={product}
        made={made}
        trail={trail}
        targets={targets}
        mayAsk={c.env.role !== "viewer"}
        theme={getCookie(c, "theme")}
        version={version}
      />,
    );
    return new Response(`<!doctype html>${page}`, {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        // Without a referrer a browser would send the form with `Origin: null`.
        "referrer-policy": "same-origin",
      },
    });
  }

  function productOf(c: Context): ProductAtRisk {
    const id = c.req.query("product") ?? "";
    const product = hub.product(id);
    if (product) return product;
    throw new FlashboardError(
      "not_found",
      `Nobody told the stock of a product "${id.slice(0, 200)}"`,
    );
  }

  return {
    show: (c) => draw(c, productOf(c), null),
    ask: async (c) => {
      const product = productOf(c);
      const dryRun = (await c.req.parseBody())["dryRun"] !== undefined;
      const request = pauseRequest(product, "click", dryRun);
      return await draw(c, product, await pauses.ask(request, guard().coolDownMinutes));
    },
  };
}

interface PausePageProps {
  product: ProductAtRisk;
  /** What was asked just now. */
  made: Pause | null;
  trail: readonly Pause[];
  targets: number;
  mayAsk: boolean;
  theme: string | undefined;
  version: string;
}

function PausePage({ product, made, trail, targets, mayAsk, theme, version }: PausePageProps) {
  const title = made ? outcomeOf(made) : `Ask to pause the promotion of ${product.name}?`;
  return (
    <Page title={`${title} · Flashboard`} sheet="docs.css" version={version} theme={theme}>
      <header>
        <div role={made ? "status" : undefined}>
          <h1>{title}</h1>
        </div>
        <p>
          <a href="/">The dashboard</a>
        </p>
      </header>
      <main class="wide">
        <p>{pauseRequest(product, "click", false).reason}.</p>
        {targets === 0 && (
          <p>
            <strong>No target listens: nobody would be told.</strong>{" "}
            Add one that takes promotion.pause.requested.
          </p>
        )}
        {!mayAsk && <p>Viewers may not ask: log in as an operator.</p>}
        {mayAsk && !made && (
          <form method="post">
            <button type="submit">Ask now</button>{" "}
            <button type="submit" name="dryRun" value="1">Dry run: tell nobody</button>
          </form>
        )}
        <h2>What was asked and rehearsed</h2>
        {trail.length === 0 && <p>Nothing yet.</p>}
        <ul>
          {trail.map((pause) => <li key={pause.id}>{lineOf(pause)}</li>)}
        </ul>
      </main>
    </Page>
  );
}

function outcomeOf({ outcome, name, targets, dryRun }: Pause): string {
  if (outcome === "dry_run") return `Dry run: nobody was told to pause ${name}`;
  if (dryRun) return `Dry run: ${name} was rehearsed a short while ago, and is not again yet`;
  if (targets === 0) return `Nobody was told to pause ${name}: no target listens`;
  return outcome === "asked"
    ? `Asked to pause ${name}`
    : `${name} was asked for a short while ago: nobody is told again yet`;
}

/** `2026-11-27 09:04 UTC, by the guard: Asked to pause Mug. 3 sold beyond what was there.` */
function lineOf(pause: Pause): string {
  const by = pause.askedBy === "rule" ? "the guard" : "a click";
  const time = `${pause.at.slice(0, 16).replace("T", " ")} UTC`;
  return `${time}, by ${by}: ${outcomeOf(pause)}. ${pause.reason}.`;
}
