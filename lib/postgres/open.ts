import { ConfigError } from "../config.ts";
import type { Report } from "../report.ts";
import { type Address, connect, type Sql } from "./connect.ts";
import { migrate } from "./migrate.ts";
import { isOutage, isWrongSetting } from "./outage.ts";

const RETRY_MS = { first: 500, most: 10_000 };

/**
 * Connects and brings the schema up to date. While the database is away it tries again, ever more
 * slowly, and says so each time.
 *
 * @throws ConfigError when the URL's user, password, database or encryption is wrong, or the server is
 * too old.
 */
export async function openPostgres(address: Address, report: Report): Promise<Sql> {
  const sql = connect(address);
  for (let wait = RETRY_MS.first;; wait = Math.min(wait * 2, RETRY_MS.most)) {
    try {
      await migrate(sql);
      return sql;
    } catch (error) {
      if (!isOutage(error)) {
        await sql.end({ timeout: 1 });
        throw isWrongSetting(error) ? wrongSetting(error as Error) : error;
      }
      const reason = (error as Error).message || String(error);
      report("warn", `Postgres cannot be reached; next try in ${wait / 1000} s`, { reason });
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function wrongSetting(cause: Error): ConfigError {
  return new ConfigError([`DATABASE_URL was refused by Postgres: ${cause.message}`], { cause });
}
