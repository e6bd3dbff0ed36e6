import { Gauges } from "../gauges.ts";
import type { PostgresGauges } from "../postgres/gauges.ts";
import { Retention } from "../retention.ts";
import { Watch } from "../watch.ts";
import { type Opening, telling } from "./opening.ts";
import type { Ground, Shop } from "./shop.ts";

/** Opens what a server does by itself: it trims the log, keeps a minute's gauges and watches the shop. */
export function openUpkeep(
  opening: Opening,
  { log, presence }: Ground,
  { hub, ingest, trouble }: Shop,
  gauges: PostgresGauges,
): void {
  const { config, clock, opened, settings, rules } = opening;
  const words = "The log could not be trimmed; it is tried again in a minute";
  const onTrimTrouble = telling(opening, "warn", words);
  opened.use(new Retention({ ...config, log, gauges, clock, onTrouble: onTrimTrouble }));
  opened.use(
    new Gauges({
      store: gauges,
      clock,
      take: async () => {
        const activeUsers = await presence.count();
        return trouble() ? null : { activeUsers, unitsAtRisk: hub.metrics().unitsAtRisk };
      },
      onTrouble: telling(opening, "warn", "A minute's gauges could not be kept"),
    }),
  );
  const { currency } = config;
  const onTrouble = telling(opening, "error", "The watch over the shop failed; it looks again");
  opened.use(new Watch({ log, clock, ingest, hub, settings, rules, currency, onTrouble }));
}
