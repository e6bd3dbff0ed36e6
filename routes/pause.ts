import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { ProductAtRisk } from "../lib/at_risk.ts";
import { FlashboardError } from "../lib/error.ts";
import { type Pause, pauseRequest } from "../lib/pause.ts";
import type { Services } from "../lib/services.ts";
import type { Peer } from "../lib/web/outlet.ts";
import { htmlPage } from "./html_page.ts";
import { renderPause } from "./pause/page.tsx";
import { renderTrail } from "./pause/trail.tsx";

type PauseContext = Context<{ Bindings: Peer }>;
type Answer = (c: PauseContext) => Promise<Response>;

/** How much of the trail is shown of one product, and of all. */
const [SHOWN, SHOWN_OF_ALL] = [10, 100];

/**
 * `GET /pause?product=ID`: a page without any script that asks to confirm; `POST` asks, and says what
 * became of it. Both say what the shop was asked before; `GET` without a product says it of all.
 */
export function pausePage(services: Services, version: string): { show: Answer; ask: Answer } {
  const { hub, pauses, guard, clock, config } = services;

  async function draw(c: PauseContext, product: ProductAtRisk, made: Pause | null) {
    const { productId } = product;
    const [trail, targets, coolsUntil] = await Promise.all([
      pauses.newest(SHOWN, productId),
      pauses.listening(),
      pauses.coolsUntil(productId, guard().coolDownMinutes),
    ]);
    return htmlPage(renderPause({
      product,
      made,
      trail,
      targets,
      coolsUntil,
      at: new Date(clock.now()).toISOString(),
      timeZone: config.timeZone,
      mayAsk: c.env.role !== "viewer",
      theme: getCookie(c, "theme"),
      version,
    }));
  }

  async function list(c: PauseContext) {
    const trail = await pauses.newest(SHOWN_OF_ALL);
    const theme = getCookie(c, "theme");
    return htmlPage(renderTrail({ trail, timeZone: config.timeZone, version, theme }));
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
    show: (c) => c.req.query("product") === undefined ? list(c) : draw(c, productOf(c), null),
    ask: async (c) => {
      const product = productOf(c);
      const dryRun = (await c.req.parseBody())["dryRun"] !== undefined;
      const request = pauseRequest(product, "click", dryRun);
      return await draw(c, product, await pauses.ask(request, guard().coolDownMinutes));
    },
  };
}
