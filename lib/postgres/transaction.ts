import type { Sql, Tx } from "./connect.ts";
import { isLoss } from "./outage.ts";

/**
 * Runs statements in one transaction.
 *
 * postgres.js 3.4.9 sends `rollback` after a failure, also to a connection that is gone, and then
 * nothing can keep the process from ending (porsager/postgres#1208). So it is not told of a failure
 * that is a loss: it learns of that by itself, and the transaction ends with its connection.
 */
export function transaction<T>(sql: Sql, run: (tx: Tx) => Promise<T>): Promise<T> {
  const result = sql.begin((tx) =>
    run(tx).catch((error) => {
      if (isLoss(error)) return new Promise<never>(() => {});
      throw error;
    })
  );
  return result as Promise<T>;
}
