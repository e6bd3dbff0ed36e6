import type { Pause, PauseRequest } from "../pause.ts";
import { pauseNotice, type Pauses } from "../pauses.ts";
import type { Sql, Statements } from "./connect.ts";
import { orUnavailable } from "./outage.ts";
import { PostgresOutbox } from "./outbox.ts";
import { transaction } from "./transaction.ts";

type Row = Omit<Pause, "at"> & { at: Date };

export interface PostgresPausesOptions {
  /** What the shop calls itself now. */
  storeName(): string;
  /** Called when something waits for the targets. */
  onAsked?(): void;
}

/** The trail of pause requests in Postgres, whose clock and whose row decide who is first. */
export class PostgresPauses implements Pauses {
  readonly #sql: Sql;
  readonly #options: PostgresPausesOptions;

  constructor(sql: Sql, options: PostgresPausesOptions) {
    this.#sql = sql;
    this.#options = options;
  }

  async ask(request: PauseRequest, coolDownMinutes: number): Promise<Pause | null> {
    const { storeName, onAsked } = this.#options;
    const pause = await orUnavailable(() =>
      transaction(this.#sql, async (tx) => {
        const pause = await keep(tx, request, coolDownMinutes);
        if (pause?.outcome === "asked") {
          await new PostgresOutbox(tx).post([pauseNotice(pause, storeName())]);
        }
        return pause;
      })
    );
    if (pause?.outcome === "asked") onAsked?.();
    return pause;
  }

  newest(limit: number, productId?: string): Promise<Pause[]> {
    const sql = this.#sql;
    return orUnavailable(async () => {
      const rows = await sql<Row[]>`
        select ${columns(sql)} from flashboard.pauses
        ${productId === undefined ? sql`` : sql`where product_id = ${productId}`}
        order by no desc limit ${limit}`;
      return rows.map(toPause);
    });
  }

  listening(): Promise<number> {
    return orUnavailable(async () => {
      const [row] = await listening(this.#sql);
      return row?.["targets"] ?? 0;
    });
  }

  coolsUntil(productId: string, coolDownMinutes: number): Promise<string | null> {
    const sql = this.#sql;
    return orUnavailable(async () => {
      const end = sql`asked_at + ${coolDownMinutes} * interval '1 minute'`;
      const [row] = await sql<{ until: Date }[]>`
        select ${end} as until from flashboard.pause_cool_downs
        where product_id = ${productId} and not dry_run and targets > 0
          and ${end} > clock_timestamp()`;
      return row?.until.toISOString() ?? null;
    });
  }
}

/** How many targets take such requests. */
function listening(sql: Statements) {
  return sql`select count(*)::integer as targets from flashboard.targets
    where disabled is null and 'promotion.pause.requested' = any(types)`;
}

/** Takes the product's cool-down, and keeps what became of the request. */
async function keep(
  sql: Statements,
  request: PauseRequest,
  coolDownMinutes: number,
): Promise<Pause | null> {
  const { productId, name, available, oversold, minutesOfCover, reason, askedBy, dryRun } = request;
  const [row] = await sql<Row[]>`
    with listening as (${listening(sql)}), taken as (
      insert into flashboard.pause_cool_downs as c (product_id, dry_run, asked_at, targets)
      select ${productId}, ${dryRun}, clock_timestamp(), targets from listening
      on conflict (product_id, dry_run) do update
        set asked_at = excluded.asked_at, targets = excluded.targets
        where c.asked_at <= excluded.asked_at - ${coolDownMinutes} * interval '1 minute'
          or c.targets = 0 and excluded.targets > 0
      returning asked_at
    )
    insert into flashboard.pauses (id, at, product_id, name, available, oversold, minutes_of_cover,
      reason, asked_by, dry_run, outcome, targets)
    select 'pause_' || replace(gen_random_uuid()::text, '-', ''), coalesce(asked_at, clock_timestamp()),
      ${productId}, ${name}, ${available}, ${oversold}, ${minutesOfCover}, ${reason}, ${askedBy},
      ${dryRun}, case when asked_at is null then 'cooling_down' when ${dryRun} then 'dry_run' else 'asked' end,
      targets
    from listening left join taken on true
    where asked_at is not null or ${askedBy} = 'click'
    returning ${columns(sql)}`;
  return row ? toPause(row) : null;
}

function columns(sql: Statements) {
  return sql`id, at, product_id as "productId", name, available, oversold,
    minutes_of_cover as "minutesOfCover", reason, asked_by as "askedBy", dry_run as "dryRun",
    outcome, targets`;
}

function toPause(row: Row): Pause {
  return { ...row, at: row.at.toISOString() };
}
