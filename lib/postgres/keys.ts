import type { KeptKey, KeyStore } from "../keys.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

type Row = Omit<KeptKey, "createdAt"> & { createdAt: Date };

/** Keys in Postgres, so that all servers know them. */
export class PostgresKeys implements KeyStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  find(hash: string): Promise<KeptKey | null> {
    return orUnavailable(async () => {
      const [row] = await this.#sql<Row[]>`
        select name, prefix, scopes, created_at as "createdAt"
        from flashboard.keys where hash = ${hash}`;
      return row ? toKey(row) : null;
    });
  }

  async add(hash: string, { name, prefix, scopes, createdAt }: KeptKey): Promise<void> {
    await orUnavailable(() =>
      this.#sql`
        insert into flashboard.keys (hash, name, prefix, scopes, created_at)
        values (${hash}, ${name}, ${prefix}, ${scopes}, ${createdAt}::timestamptz)`
    );
  }

  list(): Promise<KeptKey[]> {
    return orUnavailable(async () => {
      const rows = await this.#sql<Row[]>`
        select name, prefix, scopes, created_at as "createdAt"
        from flashboard.keys order by created_at`;
      return rows.map(toKey);
    });
  }

  async remove(name: string): Promise<number> {
    const gone = await orUnavailable(() =>
      this.#sql`delete from flashboard.keys where name = ${name}`
    );
    return gone.count;
  }
}

function toKey(row: Row): KeptKey {
  return { ...row, createdAt: row.createdAt.toISOString() };
}
