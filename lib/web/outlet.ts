import type { Role, Session } from "../session.ts";

/** Bytes that may be shared by many clients: nobody changes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** One client's end of a stream. */
export interface Outlet {
  /**
   * Takes bytes at once; they wait here until the client makes room for them.
   *
   * @returns false when so much waits that `onDrain` will call back.
   */
  write(bytes: Bytes): boolean;
  /** How many bytes wait. */
  readonly waiting: number;
  /** Calls back each time that much waited, and nothing waits any more. */
  onDrain(listener: () => void): void;
  /** Calls back once, when the connection is over, whoever ended it. */
  onClose(listener: () => void): void;
  /** Ends once all that waits was read. */
  end(): void;
  /** Ends at once; what waits is lost. */
  cut(): void;
}

/** What the server knows of a request's connection. */
export interface Peer {
  /** The address at the other end. */
  readonly address: string;
  /** What the request carries, as it comes; to stop reading does no harm to the answer. */
  readonly body: AsyncIterable<Bytes>;
  /** Calls back once, when the answer is delivered or the connection is over. */
  onClose(listener: () => void): void;
  /** Names the request in log lines and in its answer. */
  requestId?: string;
  /** Set by the guard; without a password there is none, and everybody is an operator. */
  role?: Role;
  /** Set by the guard for who has logged in on a page. */
  session?: Session;
  /** Set by a route whose answer is a stream: it gets the connection once the answer's head is sent. */
  stream?: (outlet: Outlet) => void;
}

/** The whole server as a function, so that tests and production use the very same one. */
export type App = (request: Request, peer: Peer) => Promise<Response>;
