import type { Context } from "hono";
import { FlashboardError } from "../../lib/error.ts";
import { isScreen } from "../../lib/keys.ts";
import { readNewKey } from "../../lib/new_key.ts";
import type { Services } from "../../lib/services.ts";
import { readJson } from "../../lib/web/json_body.ts";

/** The keys of order systems, programs and screens. */
export function keys({ keyRing }: Services) {
  return {
    /** `GET /api/keys`: never the keys themselves. */
    async list(c: Context): Promise<Response> {
      return c.json({ keys: await keyRing.list() });
    },

    /** `POST /api/keys`: makes one; only this answer has it. */
    async make(c: Context): Promise<Response> {
      const { name, scopes } = readNewKey(
        await readJson(c, '{"name":"Warehouse","scopes":["publish:inventory"]}'),
      );
      await checkUnused(name);
      const { key, kept } = await keyRing.make(name, scopes);
      const link = isScreen(scopes) ? { link: `/tv?screen=${key}` } : {};
      return c.json({ ...kept, key, ...link }, 201, { "cache-control": "no-store" });
    },

    /** `DELETE /api/keys/{name}`: once it is answered, no server takes the key. */
    async revoke(c: Context): Promise<Response> {
      await keyRing.revoke(c.req.param("name") ?? "");
      return c.body(null, 204);
    },
  };

  /** Whoever revokes one key must not stop another by it. */
  async function checkUnused(name: string): Promise<void> {
    const known = await keyRing.list();
    if (!known.some((key) => key.name === name)) return;
    throw new FlashboardError(
      "conflict",
      `A key is named ${JSON.stringify(name)}: choose another name, or revoke that one first`,
      { pointer: "/name" },
    );
  }
}
