import type { KeptSetting, SettingsStore } from "../kept_settings.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

type Row = Omit<KeptSetting, "writtenAt"> & { writtenAt: Date };

/** Settings in Postgres, so that all servers go by the same. */
export class PostgresSettings implements SettingsStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  all(): Promise<KeptSetting[]> {
    return orUnavailable(async () => {
      const rows = await this.#sql<Row[]>`
        select name, value, written_at as "writtenAt" from flashboard.settings`;
      return rows.map((row) => ({ ...row, writtenAt: row.writtenAt.toISOString() }));
    });
  }

  async put({ name, value, writtenAt }: KeptSetting): Promise<void> {
    await orUnavailable(() =>
      this.#sql`
        insert into flashboard.settings (name, value, written_at)
        values (${name}, ${JSON.stringify(value)}::text::jsonb, ${writtenAt}::timestamptz)
        on conflict (name) do update set value = excluded.value, written_at = excluded.written_at`
    );
  }

  async remove(name: string): Promise<void> {
    await orUnavailable(() => this.#sql`delete from flashboard.settings where name = ${name}`);
  }
}
