import type { Notice } from "../lib/outbox.ts";
import type { Pause } from "../lib/pause.ts";
import { connect } from "../lib/postgres/connect.ts";
import { PostgresSettings } from "../lib/postgres/settings.ts";
import { testDatabase } from "./harness/postgres.ts";
import { openShop, type Shop } from "./shop.ts";

export interface WebhookConfig {
  url: string;
  /** `whsec_` and Base64. */
  secret: string;
}

/** A shop's database, which several servers can share, and who is told of pauses. */
export async function openPauses() {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await testDatabase());
  const sql = opening.adopt(connect({ url }), (sql) => sql.end({ timeout: 1 }));
  const opened = opening.move();
  return {
    sql,
    url,
    openServer: async (env: Record<string, string> = {}) =>
      opened.use(await openShop({ DATABASE_URL: url, ...env })),
    /** Keeps a setting, by which servers go that start later. */
    keep: (name: string, value: unknown) =>
      new PostgresSettings(sql).put({ name, value, writtenAt: new Date().toISOString() }),
    /** Adds the shop's own webhook; without a `url` it is nowhere. */
    addTarget: (config: WebhookConfig = { url: "http://127.0.0.1:9", secret: "whsec_" }) =>
      sql`
        insert into flashboard.targets (id, kind, name, config, types, least_severity, created_at)
        values ('shop', 'webhook', 'Shop', ${JSON.stringify(config)}::text::json,
          '{promotion.pause.requested}', 'info', 'epoch')`,
    told: async () => {
      const rows = await sql<{ notice: Notice }[]>`select notice from flashboard.deliveries`;
      return rows.map(({ notice }) => notice);
    },
    /** Has the trail say that another product was asked for so often. */
    askForOthers: (times: number) =>
      sql`
        insert into flashboard.pauses (id, at, product_id, name, available, oversold, reason,
          asked_by, dry_run, outcome, targets)
        select gen_random_uuid(), now(), 'other', 'Other', 0, 0, 'None left', 'click', false,
          'cooling_down', 0
        from generate_series(1, ${times})`,
    /** Lets time pass for all cool-downs. */
    wait: (minutes: number) =>
      sql`update flashboard.pause_cool_downs
        set asked_at = asked_at - ${minutes} * interval '1 minute'`,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** What the trail has, newest first. */
export async function trailOf(shop: Shop): Promise<Pause[]> {
  return (await (await fetch(`${shop.url}/api/pauses`)).json()).pauses;
}
