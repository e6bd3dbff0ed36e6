import type { Publication } from "./command.ts";
import type { Decision, LedgerOptions, MinuteTotals } from "./ledger_state.ts";
import type { LogEvent, Position } from "./event.ts";

/** What a committed batch came to. */
export interface Committed {
  epoch: string;
  events: LogEvent[];
  answers: Decision["answers"];
}

/** A board that was kept, so that a start need not fold the log from its beginning. */
export interface Checkpoint {
  version: number;
  seq: number;
  /** As `freezeBoard` wrote it. */
  board: string;
}

/**
 * Which events may leave the log. Ages are in ms, and counted from the newest event or by the
 * database's clock, whichever is earlier: one clock that runs ahead must not make the whole log old.
 */
export interface TrimRule {
  /** Of the checkpoint beyond which nothing is trimmed: a start needs what comes after it. */
  version: number;
  /** Events older than this go. */
  maxAgeMs: number;
  /** Of those older than this, only so many of the newest events stay as `keepEvents` says. */
  crowdedAgeMs: number;
  keepEvents: number;
}

/**
 * What the program needs of the database: an append-only, gapless log and the state it changes.
 * Every method throws `FlashboardError` `unavailable` when the database cannot be reached.
 */
export interface Log {
  /**
   * Decides a batch and writes all it comes to in one transaction. Concurrent callers on any server
   * are put one behind the other, so sequence numbers are gapless and in commit order.
   */
  commit(batch: readonly Publication[], options: LedgerOptions): Promise<Committed>;
  /** Epoch and last sequence number. */
  head(): Promise<Position>;
  /** Up to `limit` events after `seq`, oldest first; of `channels` only, when given. */
  read(after: number, limit: number, channels?: readonly string[]): Promise<LogEvent[]>;
  /** Totals of the minutes `[from, to)` (minutes since 1970 UTC) that had any, oldest first. */
  minutes(from: number, to: number): Promise<MinuteTotals[]>;
  /** The newest checkpoint of a board version, or null. */
  loadCheckpoint(version: number): Promise<Checkpoint | null>;
  /** Keeps a checkpoint in the place of older ones. */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** Up to which event the log was trimmed; 0 when it is whole. */
  trimmed(): Promise<number>;
  /** Trims some of what a rule lets go, holding up no commit; false when nothing was left to trim. */
  trim(rule: TrimRule): Promise<boolean>;
  /** Forgets some of the answers kept for an `Idempotency-Key` before a time; false when none was left. */
  forget(before: number): Promise<boolean>;
}
