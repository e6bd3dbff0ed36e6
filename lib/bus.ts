import type { LogEvent } from "./event.ts";

/** What servers tell each other of: events of one commit, or just that there are some to be read. */
export interface Doorbell {
  epoch: string;
  events: LogEvent[];
}

/**
 * Carries committed events between servers. It may lose, double and reorder: the log is the truth,
 * and whoever listens fills gaps from there.
 */
export interface Bus {
  /** Tells the other servers. Never throws and never waits: a lost ring is healed by the log. */
  ring(doorbell: Doorbell): void;
  /** Calls `listener` with what other servers tell, until the returned function is called. */
  listen(listener: (doorbell: Doorbell) => void): () => void;
  /** Whether other servers can be told right now. */
  readonly connected: boolean;
}
