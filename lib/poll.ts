import type { Clock } from "./clock.ts";

/** What the server says of its board. */
export interface BoardAnswer {
  /** Names this state of the board, to be sent back; null when the server gave none. */
  etag: string | null;
  /** The board as JSON text; null when it is still the one that `etag` named. */
  text: string | null;
  /** Seconds since the server last knew its board to be all there is. */
  ageS: number;
}

export interface PollOptions {
  /** Asks for the board, unless it is still that of `etag`; rejects when there is no answer. */
  fetchBoard(etag: string | null): Promise<BoardAnswer>;
  clock: Clock;
  onAnswer(answer: BoardAnswer): void;
  onFailure(): void;
}

const POLL_MS = 2_000;

/**
 * Asks for the board every two seconds. It stands in for a stream that a proxy holds back: most
 * answers say only that nothing changed.
 */
export class Poller {
  readonly #options: PollOptions;
  #etag: string | null = null;
  #isOn = false;
  /** An answer to what was asked before the last start or stop comes too late. */
  #turn = 0;
  #cancel = () => {};

  constructor(options: PollOptions) {
    this.#options = options;
  }

  /** Asks now, and again until `stop`. */
  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    void this.#poll(++this.#turn);
  }

  /** Asks no more; an answer that is on its way is not told. */
  stop(): void {
    this.#isOn = false;
    this.#turn++;
    this.#cancel();
  }

  async #poll(turn: number): Promise<void> {
    const { fetchBoard, clock, onAnswer, onFailure } = this.#options;
    const answer = await fetchBoard(this.#etag).catch(() => null);
    if (turn !== this.#turn) return;
    this.#cancel = clock.after(POLL_MS, () => void this.#poll(turn));
    if (!answer) return onFailure();
    this.#etag = answer.etag;
    onAnswer(answer);
  }
}
