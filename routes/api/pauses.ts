import type { Context } from "hono";
import { pauseOptions } from "../../lib/channels.ts";
import { FlashboardError } from "../../lib/error.ts";
import { pauseRequest } from "../../lib/pause.ts";
import { check } from "../../lib/schema.ts";
import type { Services } from "../../lib/services.ts";
import { readJson } from "../../lib/web/json_body.ts";

const SHOWN = 100;

/**
 * `POST /api/products/{productId}/pause`: asks the shop to pause a product's promotion. `201` when that
 * is asked; `200` when nobody is told, as it is a dry run or another of its kind was asked a short while ago.
 */
export function askPause({ hub, pauses, guard }: Services): (c: Context) => Promise<Response> {
  return async (c) => {
    const id = c.req.param("productId") ?? "";
    const { dryRun } = check(pauseOptions, await readOptions(c));
    const product = hub.product(id);
    if (!product) {
      throw new FlashboardError(
        "not_found",
        `Nobody told the stock of a product ${JSON.stringify(id.slice(0, 200))}`,
      );
    }
    const request = pauseRequest(product, "click", dryRun);
    const pause = await pauses.ask(request, guard().coolDownMinutes);
    return Response.json(pause, { status: pause?.outcome === "asked" ? 201 : 200 });
  };
}

/** `GET /api/pauses`: the newest requests, what became of them, and how many
 * targets would hear of another. */
export function listPauses({ pauses }: Services): () => Promise<Response> {
  return async () => {
    const headers = { "cache-control": "no-store" };
    const [newest, targets] = await Promise.all([pauses.newest(SHOWN), pauses.listening()]);
    return Response.json({ pauses: newest, targets }, { headers });
  };
}

/** No body is as good as an empty one: there is nothing that must be said. */
async function readOptions(c: Context): Promise<unknown> {
  const isEmpty = c.req.header("content-type") === undefined && await c.req.text() === "";
  return isEmpty ? {} : await readJson(c, '{"dryRun":true}');
}
