import type { Publication } from "../command.ts";
import { decide } from "../ledger.ts";
import type { LedgerOptions } from "../ledger_state.ts";
import type { Committed } from "../log.ts";
import type { Sql, Statements } from "./connect.ts";
import { load } from "./load.ts";
import { transaction } from "./transaction.ts";
import { write } from "./write.ts";

/**
 * Commits batches, one at a time. A server that writes alone reads what a batch touches and writes
 * what it comes to, on condition that nobody wrote in between: two round trips and no lock while it
 * thinks. Servers that write by turns would often do so for nothing, so they take the log's lock.
 */
export class Commits {
  readonly #sql: Sql;
  /** The version that this server's last commit left. */
  #left: number | null = null;
  /** Whether the last commit found what the one before it had left. */
  #isAlone = false;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Decides a batch and writes all it comes to, or nothing of it. */
  async commit(batch: readonly Publication[], options: LedgerOptions): Promise<Committed> {
    const committed = this.#isAlone ? await this.#commitOn(this.#sql, batch, options) : null;
    return committed ?? await this.#commitLocked(batch, options);
  }

  #commitLocked(batch: readonly Publication[], options: LedgerOptions): Promise<Committed> {
    return transaction(this.#sql, async (tx) => {
      const [, committed] = await Promise.all([
        tx`select from flashboard.stream for update`.execute(),
        this.#commitOn(tx, batch, options),
      ]);
      if (!committed) throw new Error("Another server wrote to a log that was locked");
      return committed;
    });
  }

  /** Null, and nothing was written, when another server wrote after what this one had read. */
  async #commitOn(
    sql: Statements,
    batch: readonly Publication[],
    options: LedgerOptions,
  ): Promise<Committed | null> {
    const { epoch, version, state } = await load(sql, batch);
    const found = { version, head: state.head };
    const decision = decide(state, batch, options);
    const isWritten = await write(sql, decision, found, options.now);
    this.#isAlone = isWritten && version === this.#left;
    this.#left = version + 1;
    return isWritten ? { epoch, events: decision.events, answers: decision.answers } : null;
  }
}
