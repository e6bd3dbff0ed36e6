import { type SseMessage, SseParser } from "./sse_parser.ts";
import { GUARD_MS, within } from "./wait.ts";

export type { SseMessage } from "./sse_parser.ts";

export interface SseOptions {
  headers?: Record<string, string>;
  /** Sent as `Last-Event-ID`, as a browser does when it comes back. */
  lastEventId?: string;
  /** Connects through a proxy; default: directly. */
  client?: Deno.HttpClient;
}

type Matches = (message: SseMessage) => boolean;

/** A dashboard's connection as a test sees it; disposing it hangs up. */
export class SseClient implements AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  /** Everything received so far. */
  readonly all: SseMessage[] = [];
  /** Resolves when the stream is over: the server ended it, the connection broke, or it was disposed. */
  readonly closed: Promise<void>;
  /** Why the stream broke; undefined while it runs and when the server ended it in order. */
  error: unknown;
  readonly #parser = new SseParser();
  readonly #body: ReadableStreamDefaultReader<Uint8Array>;
  #read = 0;
  #over = false;
  #wake = Promise.withResolvers<void>();

  private constructor(response: Response) {
    this.status = response.status;
    this.headers = response.headers;
    this.#body = (response.body ?? ReadableStream.from<Uint8Array>([])).getReader();
    this.closed = this.#receive();
  }

  /** Connects; resolves as soon as the answer's headers are there, whatever its status. */
  static async open(url: string | URL, options: SseOptions = {}): Promise<SseClient> {
    const headers = new Headers({ accept: "text/event-stream", ...options.headers });
    if (options.lastEventId !== undefined) headers.set("last-event-id", options.lastEventId);
    const { client } = options;
    const answer = fetch(url, { headers, ...(client && { client }) });
    // A proxy that buffers may hold back the headers too.
    const response = await within(answer, GUARD_MS);
    if (response === undefined) throw new Error(`No answer came within ${GUARD_MS} ms`);
    return new SseClient(response);
  }

  /** The newest `id:`, which a browser would send to come back; undefined before the first one. */
  get lastEventId(): string | undefined {
    return this.all.findLast((message) => message.id !== undefined)?.id;
  }

  /** The newest `retry:`, in milliseconds. */
  get lastRetry(): number | undefined {
    return this.#parser.retry;
  }

  /**
   * The next event that matches (by name or predicate; any by default) after the one that `next`
   * returned last; those in between are passed over and stay in `all`. It rejects when the stream
   * ends first. `timeoutMs` is only a guard against hanging.
   */
  async next(wanted?: string | Matches, timeoutMs = 5_000): Promise<SseMessage> {
    const end = performance.now() + timeoutMs;
    const matches = matcher(wanted);
    for (;;) {
      const found = this.#take(matches);
      if (found !== undefined) return found;
      const leftMs = end - performance.now();
      if (this.#over || leftMs <= 0) throw this.#missing(wanted, timeoutMs);
      await within(this.#wake.promise, leftMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Not an AbortSignal: fetch's own may be collected as garbage, and then aborting does nothing.
    await this.#body.cancel().catch(() => {});
    await this.closed;
  }

  #take(matches: Matches): SseMessage | undefined {
    const index = this.all.findIndex((message, at) => at >= this.#read && matches(message));
    if (index < 0) return undefined;
    this.#read = index + 1;
    return this.all[index];
  }

  #missing(wanted: string | Matches | undefined, timeoutMs: number): Error {
    const what = typeof wanted === "string" ? `event "${wanted}"` : "such event";
    const when = this.#over ? "before the stream ended" : `within ${timeoutMs} ms`;
    const seen = this.all.slice(this.#read).map((message) => message.event).join(", ");
    const cause = { cause: this.error };
    return new Error(`No ${what} came ${when} (status ${this.status}; came: ${seen})`, cause);
  }

  async #receive(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#body.read();
        if (done) break;
        this.all.push(...this.#parser.push(value));
        this.#notify();
      }
    } catch (error) {
      this.error = error;
    }
    this.#over = true;
    this.#notify();
  }

  #notify(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

function matcher(wanted: string | Matches | undefined): Matches {
  if (typeof wanted === "string") return (message) => message.event === wanted;
  return wanted ?? (() => true);
}
