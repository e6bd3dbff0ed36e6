import { RawStream, StreamRefused } from "./raw_stream.ts";
import type { SseMessage } from "./sse_parser.ts";
import { within } from "./wait.ts";

export interface ReturningClientOptions {
  /** Where the stream is; after a loss it is looked for at the next of them. */
  urls: readonly string[];
  onMessage(message: SseMessage): void;
}

const { BadResource, BrokenPipe, ConnectionRefused, ConnectionReset, Interrupted } = Deno.errors;
const LOSSES = [BadResource, BrokenPipe, ConnectionRefused, ConnectionReset, Interrupted];

/**
 * A client that comes back as a browser does: after the `retry:` that it was told, with
 * `Last-Event-ID`, as often as it takes. Disposing it hangs up.
 */
export class ReturningClient implements AsyncDisposable {
  /** How long it waits before it comes back, in ms. */
  retryMs = 3_000;
  /** When it connected, each time, in ms of `performance.now()`. */
  readonly connectedAt: number[] = [];
  readonly #options: ReturningClientOptions;
  readonly #gone = Promise.withResolvers<true>();
  readonly #running: Promise<void>;
  #isGone = false;
  #stream: RawStream | null = null;
  #lastEventId: string | undefined;

  constructor(options: ReturningClientOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isGone = true;
    this.#gone.resolve(true);
    this.#stream?.[Symbol.dispose]();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { urls } = this.#options;
    for (let visit = 0; !this.#isGone; visit++) {
      await this.#visit(urls[visit % urls.length] ?? "").catch(expectLoss);
      await within(this.#gone.promise, this.retryMs);
    }
  }

  async #visit(url: string): Promise<void> {
    using stream = await RawStream.open(url, this.#lastEventId);
    this.#stream = stream;
    this.connectedAt.push(performance.now());
    if (this.#isGone) return;
    try {
      for await (const message of stream.messages()) {
        this.#lastEventId = message.id ?? this.#lastEventId;
        this.#options.onMessage(message);
      }
    } finally {
      this.retryMs = stream.retry ?? this.retryMs;
    }
  }
}

function expectLoss(error: unknown): void {
  const isLoss = error instanceof StreamRefused || LOSSES.some((loss) => error instanceof loss);
  if (!isLoss) throw error;
}
