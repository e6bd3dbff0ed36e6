import { isWhole } from "./connection.ts";
import type { Sockets } from "./sockets.ts";

/** A request that was sent and answered; times in ms of this process' clock. */
export interface Published {
  /** The position or number that frames show once they include it. */
  shows: number;
  /** When it was to be sent: a server that holds up its publishers does not get away with it. */
  dueAt: number;
  acceptedAt: number;
}

/** Numbers of requests all have seven digits, so that all requests are of one length. */
const FIRST = 1_000_000;

export interface PoolOptions {
  sockets: Sockets;
  connections: number;
  /** A whole HTTP request, with `{n}` where its number goes and `{tag}` where the pool's goes. */
  request: string;
  /** Finds the position in an answer; null where frames show the request's number. */
  position: string | null;
}

/** A request that waits for its answer. */
interface Waiting {
  number: number;
  dueAt: number;
  answer: string;
}

/** Keep-alive connections that send requests at a steady rate, whatever the server does. */
export class PublisherPool {
  readonly published: Published[] = [];
  readonly #options: PoolOptions;
  readonly #request: string;
  readonly #position: RegExp | null;
  readonly #idle: number[];
  readonly #waiting = new Map<number, Waiting>();
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  readonly #buffer = new Uint8Array(64 * 1024);
  #next = FIRST;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#request = options.request.replaceAll("{tag}", crypto.randomUUID().slice(0, 5));
    this.#position = options.position === null ? null : new RegExp(options.position);
    this.#idle = Array.from({ length: options.connections }, () => options.sockets.open());
  }

  get inFlight(): number {
    return this.#waiting.size;
  }

  /** Sends one request; false when every connection waits for an answer. */
  send(dueAt: number): boolean {
    const fd = this.#idle.shift();
    if (fd === undefined) return false;
    const number = this.#next++;
    const request = this.#request.replaceAll("{n}", String(number));
    this.#waiting.set(fd, { number, dueAt, answer: "" });
    this.#options.sockets.send(fd, this.#encoder.encode(request));
    return true;
  }

  /** Takes what came on one of the connections. */
  take(fd: number, now: number): void {
    const waiting = this.#waiting.get(fd);
    const count = this.#options.sockets.read(fd, this.#buffer);
    if (!waiting) return this.#reopen(fd);
    if (count <= 0) throw new Error("The server closed a publisher's connection");
    waiting.answer += this.#decoder.decode(this.#buffer.subarray(0, count));
    if (!isWhole(waiting.answer)) return;
    this.#waiting.delete(fd);
    this.#idle.push(fd);
    this.#note(waiting, now);
  }

  /** Forgets what was published so far. */
  clear(): void {
    this.published.length = 0;
  }

  #note({ number, dueAt, answer }: Waiting, now: number): void {
    if (!answer.startsWith("HTTP/1.1 2")) throw new Error(`Not accepted: ${answer}`);
    const shows = this.#position ? Number(this.#position.exec(answer)?.[1]) : number;
    this.published.push({ shows, dueAt, acceptedAt: now });
  }

  /** Servers close connections that were idle for long. */
  #reopen(fd: number): void {
    this.#options.sockets.close(fd);
    this.#idle.splice(this.#idle.indexOf(fd), 1, this.#options.sockets.open());
  }
}
