import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Clock } from "./clock.ts";
import type { ConnectionState } from "./connection.ts";
import { type BoardAnswer, Poller } from "./poll.ts";

export interface StandInOptions {
  /** How the stream is. */
  state: ReadonlySignal<ConnectionState>;
  /** Asks for the board over plain HTTP; absent: it is never asked. */
  fetchBoard: ((etag: string | null) => Promise<BoardAnswer>) | undefined;
  clock: Clock;
  onAnswer(answer: BoardAnswer): void;
}

/** What speaks for a stream that is silent. */
export interface StandIn {
  /** Whether the server answered last. */
  readonly isAnswered: ReadonlySignal<boolean>;
  /** Ends it until the stream falls silent again. */
  stop(): void;
}

/** Whether nothing came from a stream for so long that its numbers are not those of now. */
export function isSilent(state: ConnectionState): boolean {
  return state === "stale" || state === "offline";
}

/** Polls for as long as the stream is silent: some proxies hold a stream back and let the rest pass. */
export function standIn({ state, fetchBoard, clock, onAnswer }: StandInOptions): StandIn {
  const isAnswered = signal(false);
  if (!fetchBoard) return { isAnswered, stop() {} };
  const poller = new Poller({
    fetchBoard,
    clock,
    onAnswer(answer) {
      onAnswer(answer);
      isAnswered.value = true;
    },
    onFailure: () => isAnswered.value = false,
  });
  const stop = () => {
    poller.stop();
    isAnswered.value = false;
  };
  effect(() => isSilent(state.value) ? poller.start() : stop());
  return { isAnswered, stop };
}
