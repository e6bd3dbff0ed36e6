import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { KeptSettings } from "../kept_settings.ts";
import { startEmbedded } from "../postgres/embedded.ts";
import { openPostgres } from "../postgres/open.ts";
import { PostgresSettings } from "../postgres/settings.ts";
import type { Report } from "../report.ts";
import { currentRules } from "../rules.ts";
import { currentStore, storeOf } from "../store_setting.ts";
import { type Opening, telling } from "./opening.ts";

/**
 * Opens the database, the embedded one where no other is named, and what operators have set in it.
 *
 * @throws ConfigError when it cannot be used.
 */
export async function openDatabase(
  config: Config,
  clock: Clock,
  report: Report,
  opened: AsyncDisposableStack,
): Promise<Opening> {
  const address = config.databaseUrl
    ? { url: config.databaseUrl }
    : opened.use(await startEmbedded(config.dataDir));
  const sql = opened.adopt(await openPostgres(address, report), (sql) => sql.end({ timeout: 2 }));
  const settings = opened.use(
    await KeptSettings.open({
      store: new PostgresSettings(sql),
      clock,
      onTrouble: telling({ report }, "error", "Kept settings cannot be read"),
    }),
  );
  const [store, rules] = [currentStore(settings, storeOf(config)), currentRules(settings)];
  return { config, clock, report, sql, settings, store, rules, opened };
}
