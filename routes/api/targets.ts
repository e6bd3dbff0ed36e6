import type { Context } from "hono";
import type { Services } from "../../lib/services.ts";
import { readJson } from "../../lib/web/json_body.ts";

const EXAMPLE = '{"kind":"slack","name":"Shop","config":{"url":"https://…"}}';

/** Whom outside is told of what happens. */
export function targets({ targets }: Services) {
  return {
    /** `GET /api/targets`: how it goes with each; never where they are, nor their secrets. */
    async list(c: Context): Promise<Response> {
      return c.json({ targets: await targets.list() }, 200, { "cache-control": "no-store" });
    },

    /** `POST /api/targets`: one more; a webhook's new secret stands in this answer alone. */
    async add(c: Context): Promise<Response> {
      const added = await targets.add(await readJson(c, EXAMPLE));
      return c.json(added, 201, { "cache-control": "no-store" });
    },

    /** `PATCH /api/targets/{id}`. */
    async change(c: Context): Promise<Response> {
      const change = await readJson(c, '{"leastSeverity":"critical"}');
      const changed = await targets.change(idOf(c), change);
      return c.json(changed, 200, { "cache-control": "no-store" });
    },

    /** `DELETE /api/targets/{id}`. */
    async remove(c: Context): Promise<Response> {
      await targets.remove(idOf(c));
      return c.body(null, 204);
    },

    /** `POST /api/targets/{id}/test`: sends something now. That it did not arrive is no error of ours. */
    async test(c: Context): Promise<Response> {
      return c.json(await targets.test(idOf(c)));
    },
  };
}

function idOf(c: Context): string {
  return c.req.param("id") ?? "";
}
