import type { Context } from "hono";
import { FlashboardError } from "../../lib/error.ts";
import type { Services } from "../../lib/services.ts";
import {
  entryOf,
  type SettingEntry,
  type SettingKind,
  settingKinds,
} from "../../lib/setting_kinds.ts";
import { readJson } from "../../lib/web/json_body.ts";

/** What operators change while servers run: all settings, and each by its name. */
export function settings({ settings, config }: Services) {
  const kinds = settingKinds(config);

  function entry(name: string, kind: SettingKind): SettingEntry {
    return entryOf(settings, name, kind);
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
      await settings.write(name, value);
      return c.json(entry(name, kind));
    },

    /** `DELETE /api/settings/{name}`: back to what it is by default. */
    async remove(c: Context): Promise<Response> {
      const [name, kind] = named(c, kinds);
      await settings.write(name, null);
      return c.json(entry(name, kind));
    },
  };
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
