import type { Addressee, Target } from "../target.ts";
import type { NewTarget, TargetChange, TargetStore } from "../target_book.ts";
import type { Sql } from "./connect.ts";
import { orUnavailable } from "./outage.ts";
import { transaction } from "./transaction.ts";

type Row = Omit<Target, "types" | "createdAt" | "deliveredAt" | "failedAt"> & {
  types: readonly Target["types"][number][];
  createdAt: Date;
  deliveredAt: Date | null;
  failedAt: Date | null;
};

/** Targets in Postgres, where their secrets stand as they are: who reads it can send in our name. */
export class PostgresTargets implements TargetStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  list(): Promise<Target[]> {
    return orUnavailable(async () => (await this.#shown()).map(toTarget));
  }

  find(id: string): Promise<Addressee | null> {
    return orUnavailable(async () => {
      const [row] = await this.#sql<Addressee[]>`
        select id, kind, config from flashboard.targets where id = ${id}`;
      return row ?? null;
    });
  }

  async add(target: NewTarget, most: number): Promise<boolean> {
    const { id, kind, name, config, types, leastSeverity, createdAt } = target;
    const added = await orUnavailable(() =>
      transaction(this.#sql, async (tx) => {
        // A statement counts what stood when it began: without the lock two would count the same.
        await tx`lock table flashboard.targets in share row exclusive mode`;
        return await tx`
          insert into flashboard.targets (id, kind, name, config, types, least_severity, created_at)
          select ${id}, ${kind}, ${name}, ${JSON.stringify(config)}::text::json, ${types}::text[],
            ${leastSeverity}, ${createdAt}::text::timestamptz
          where (select count(*) from flashboard.targets) < ${most}`;
      })
    );
    return added.count > 0;
  }

  change(id: string, change: TargetChange): Promise<Target | null> {
    const { name = null, types = null, leastSeverity = null, config, enable = false } = change;
    const sql = this.#sql;
    return orUnavailable(async () => {
      await sql`
        with changed as (
          update flashboard.targets set
            name = coalesce(${name}, name),
            types = coalesce(${types}::text[], types),
            least_severity = coalesce(${leastSeverity}, least_severity),
            config = coalesce(${config ? JSON.stringify(config) : null}::text::json, config),
            disabled = case when not ${enable}::boolean then disabled end,
            rests_until = case when not ${enable}::boolean then rests_until end
          where id = ${id} returning id
        )
        update flashboard.deliveries set next_at = now()
        where ${enable}::boolean and target in (select id from changed)
          and done_at is null and failed_at is null`;
      const [row] = await this.#shown(id);
      return row ? toTarget(row) : null;
    });
  }

  async remove(id: string): Promise<boolean> {
    const gone = await orUnavailable(() =>
      this.#sql`delete from flashboard.targets where id = ${id}`
    );
    return gone.count > 0;
  }

  #shown(id: string | null = null): Promise<readonly Row[]> {
    return this.#sql<Row[]>`
      select id, kind, name, types, least_severity as "leastSeverity",
        created_at as "createdAt", disabled, delivered_at as "deliveredAt",
        failed_at as "failedAt", failure, (
          select count(*)::int from flashboard.deliveries as d
          where d.target = t.id and done_at is null and d.failed_at is null
        ) as waiting
      from flashboard.targets as t where ${id}::text is null or id = ${id}
      order by created_at, id`;
  }
}

function toTarget({ types, createdAt, deliveredAt, failedAt, ...row }: Row): Target {
  return {
    ...row,
    types: [...types],
    createdAt: createdAt.toISOString(),
    deliveredAt: deliveredAt?.toISOString() ?? null,
    failedAt: failedAt?.toISOString() ?? null,
  };
}
