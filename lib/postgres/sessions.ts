import type { EndedSession, KeptEnd, SessionStore } from "../sessions.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";

/** The secret and the log-outs in Postgres, so that all servers agree. */
export class PostgresSessions implements SessionStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  secret(mine: string): Promise<string> {
    return orUnavailable(async () => {
      await this.#sql`
        insert into flashboard.session_secret (secret) values (${mine}) on conflict do nothing`;
      const [row] = await this.#sql<{ secret: string }[]>`
        select secret from flashboard.session_secret`;
      return row?.secret ?? mine;
    });
  }

  /** Who logs out sweeps: those that may be forgotten go. */
  async end({ id, forgetAt }: EndedSession): Promise<void> {
    await orUnavailable(() =>
      this.#sql`
        with swept as (delete from flashboard.ended_sessions where forget_at < now())
        insert into flashboard.ended_sessions (id, forget_at)
        values (${id}, ${new Date(forgetAt).toISOString()}::timestamptz)
        on conflict do nothing`
    );
  }

  ended(after: number): Promise<KeptEnd[]> {
    return orUnavailable(async () => {
      const rows = await this.#sql<{ id: string; no: string; forgetAt: Date }[]>`
        select id, no::text, forget_at as "forgetAt" from flashboard.ended_sessions
        where no > ${after}`;
      return rows.map(({ id, no, forgetAt }) => ({
        id,
        no: Number(no),
        forgetAt: forgetAt.getTime(),
      }));
    });
  }
}
