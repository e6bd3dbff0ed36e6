import { type Board, emptyBoard } from "./board.ts";
import { BOARD_VERSION, freezeBoard, READABLE_VERSIONS, thawBoard } from "./checkpoint.ts";
import type { Log } from "./log.ts";
import type { AlertWatcher } from "./telling.ts";

export interface KeptBoardOptions {
  log: Log;
  /** Called when the board could not be kept. */
  onTrouble(error: unknown): void;
  /** Follows the alerts, and is done with all that came before a board is kept. */
  watcher?: AlertWatcher;
  /** A board is kept once this many events came since the last was. Default 5,000. */
  checkpointEvents?: number;
}

/** The board as it is kept beside the log, so that a start folds only what came since. */
export class KeptBoard {
  readonly #options: KeptBoardOptions;
  #seq = 0;

  constructor(options: KeptBoardOptions) {
    this.#options = options;
  }

  /** The newest board that was kept; without one, an empty board where the log now begins. */
  async load(): Promise<Board> {
    const board = await loadBoard(this.#options.log);
    this.#seq = board.seq;
    return board;
  }

  /** Keeps a board that has grown by enough events. */
  note(board: Board): void {
    const grown = board.seq - this.#seq;
    if (grown >= (this.#options.checkpointEvents ?? 5_000)) void this.save(board);
  }

  /** Keeps a board; never throws. */
  async save(board: Board): Promise<void> {
    const { seq } = board;
    if (seq === this.#seq) return;
    this.#seq = seq;
    const text = freezeBoard(board);
    try {
      // A start folds only what comes after it: what came before must have been told.
      await this.#options.watcher?.settled(seq);
      await this.#options.log.saveCheckpoint({ version: BOARD_VERSION, seq, board: text });
    } catch (error) {
      // Only the next start is slower for it: it folds more of the log.
      this.#options.onTrouble(error);
    }
  }
}

async function loadBoard(log: Log): Promise<Board> {
  for (const version of READABLE_VERSIONS) {
    const checkpoint = await log.loadCheckpoint(version);
    if (checkpoint) return thawBoard(checkpoint.board, version);
  }
  const board = emptyBoard();
  board.seq = await log.trimmed();
  return board;
}
