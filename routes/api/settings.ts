import type { Context } from "hono";
import { FlashboardError } from "../../lib/error.ts";
import { KNOWN_MS } from "../../lib/kept_settings.ts";
import type { Services } from "../../lib/services.ts";
import {
  entryOf,
  type SettingEntry,
  type SettingKind,
  settingKinds,
} from "../../lib/setting_kinds.ts";
import { tellThreshold } from "../../lib/threshold_news.ts";
import { readJson } from "../../lib/web/json_body.ts";

/** What operators change while servers run: all settings, and each by its name. */
export function settings(services: Services) {
  const { settings, config } = services;
  const kinds = settingKinds(config);

  function entry(name: string, kind: SettingKind): SettingEntry {
    return entryOf(settings, name, kind);
  }

  async function write(name: string, value: unknown): Promise<void> {
    const { lowStockThreshold: before } = services.store();
    await settings.write(name, value);
    if (name === "store") await followThreshold(before, services);
  }

  return {
    /** `GET /api/settings` */
    list(c: Context): Response {
      const all = [...kinds].map(([name, kind]) => [name, entry(name, kind)]);
      return c.json({ settings: Object.fromEntries(all) });
    },

    /** `PUT /api/settings/{name}`: the body is the value. */
    async put(c: Context): Promise<Response> {
      const [name, kind] = named(c, kinds);
      const value = kind.read(await readJson(c, "the setting's value"));
      await write(name, value);
      return c.json(entry(name, kind));
    },

    /** `DELETE /api/settings/{name}`: back to what it is by default. */
    async remove(c: Context): Promise<Response> {
      const [name, kind] = named(c, kinds);
      await write(name, null);
      return c.json(entry(name, kind));
    },
  };
}

/** Products that go by the store's threshold are shown with the new one, once every server counts by it. */
async function followThreshold(before: number, services: Services): Promise<void> {
  const { lowStockThreshold: now } = services.store();
  if (now !== before) {
    await new Promise<void>((resolve) => services.clock.after(KNOWN_MS, resolve));
  }
  await tellThreshold(now, services);
}

function named(c: Context, kinds: ReadonlyMap<string, SettingKind>): [string, SettingKind] {
  const name = c.req.param("name") ?? "";
  const kind = kinds.get(name);
  if (kind) return [name, kind];
  const names = [...kinds.keys()].join(", ");
  throw new FlashboardError(
    "not_found",
    `No setting is named ${JSON.stringify(name.slice(0, 80))}: there are ${names}`,
  );
}
