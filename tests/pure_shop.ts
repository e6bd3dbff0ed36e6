import { apply, type Board, emptyBoard } from "../lib/board.ts";
import type { Publication } from "../lib/command.ts";
import type { LogEvent } from "../lib/event.ts";
import { decide } from "../lib/ledger.ts";
import type { Decision } from "../lib/ledger_state.ts";
import { emptyLedger, ledgerOptions, NOON } from "./builders.ts";

export function fold(events: readonly LogEvent[], board: Board = emptyBoard()): Board {
  for (const event of events) apply(board, event);
  return board;
}

/** A shop without a server: what is published is decided, and folded, at once. */
export class PureShop {
  readonly state = emptyLedger();
  readonly board = emptyBoard();
  readonly events: LogEvent[] = [];

  /** @param now When it is published, in ms since 1970 UTC. */
  commit(batch: readonly Publication[], now = NOON): Decision {
    const decided = decide(this.state, batch, ledgerOptions(now));
    fold(decided.events, this.board);
    this.events.push(...decided.events);
    return decided;
  }
}
