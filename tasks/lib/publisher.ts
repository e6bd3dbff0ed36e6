import type { Clock } from "../../lib/clock.ts";
import { detailOf, readReceipt, type Receipt, retryAfterMs } from "./answer.ts";
import { pause } from "./pause.ts";

/** Publishing cannot go on; the message says why and is for the user. */
export class PublishError extends Error {
  override name = "PublishError";
}

export interface PublisherOptions {
  /** Address of the server, without a slash at the end. */
  url: string;
  key: string;
  clock: Clock;
  /** Ends waiting for the next try; a request on its way still comes to its end. */
  signal: AbortSignal;
  /** Told before each wait for another try. */
  onTrouble?(trouble: string, waitMs: number): void;
  /** How long one request may take. Default 30 s. */
  timeoutMs?: number;
  /** How long to try again before giving up. Default 5 minutes. */
  patienceMs?: number;
  /** From 0 to 1, spreads the waits of many publishers. */
  random?(): number;
}

type Outcome = { receipt: Receipt } | { trouble: string; leastWaitMs: number };

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Answers after which the same request may succeed; so may any of 500 and more. */
const TEMPORARY = [408, 425, 429];

/** Answers that refuse what was sent, and not the one who sent it. */
const REFUSALS = [400, 409, 413, 422];

/** Publishes to a server over HTTP as any shop would: patiently. */
export class Publisher {
  readonly #options: Required<PublisherOptions>;

  constructor(options: PublisherOptions) {
    const defaults = {
      onTrouble: () => {},
      timeoutMs: 30_000,
      patienceMs: 300_000,
      random: Math.random,
    };
    this.#options = { ...defaults, ...options };
  }

  /**
   * Publishes items to a channel, again and again while the server is busy or away.
   *
   * @throws PublishError when the server will not take them however often they are sent.
   */
  async publish(channel: string, items: readonly unknown[]): Promise<Receipt> {
    const { clock, patienceMs } = this.#options;
    const end = clock.now() + patienceMs;
    for (let attempt = 0;; attempt++) {
      const outcome = await this.#send(channel, items);
      if ("receipt" in outcome) return outcome.receipt;
      await this.#wait(outcome.trouble, this.#waitMs(attempt, outcome.leastWaitMs), end);
    }
  }

  async #wait(trouble: string, waitMs: number, end: number): Promise<void> {
    const { clock, signal, onTrouble } = this.#options;
    if (clock.now() + waitMs > end) throw new PublishError(`${trouble}. Gave up trying`);
    onTrouble(trouble, waitMs);
    if (!await pause(clock, waitMs, signal)) throw new PublishError(`${trouble}. Interrupted`);
  }

  #waitMs(attempt: number, leastWaitMs: number): number {
    const longest = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
    return leastWaitMs + Math.round(longest * (0.5 + this.#options.random() / 2));
  }

  async #send(channel: string, items: readonly unknown[]): Promise<Outcome> {
    const { url, key, clock, timeoutMs } = this.#options;
    const timeout = new AbortController();
    const cancel = clock.after(timeoutMs, () => timeout.abort());
    try {
      const response = await fetch(`${url}/api/publish/${channel}`, {
        method: "POST",
        headers: { "authorization": `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify(items),
        redirect: "manual",
        signal: timeout.signal,
      });
      return this.#read(response, await response.text(), items.length);
    } catch (error) {
      if (error instanceof PublishError) throw error;
      const reason = timeout.signal.aborted ? `no answer in ${timeoutMs / 1_000} s` : why(error);
      return { trouble: `Nothing answers at ${url} (${reason})`, leastWaitMs: 0 };
    } finally {
      cancel();
    }
  }

  #read(response: Response, text: string, items: number): Outcome {
    const { status, headers } = response;
    if (status === 200 || status === 201) return { receipt: this.#receiptOf(text) };
    const detail = detailOf(text);
    if (status >= 500 || TEMPORARY.includes(status)) {
      const leastWaitMs = retryAfterMs(headers.get("retry-after"), this.#options.clock.now());
      return { trouble: `The server answers ${status}: ${detail}`, leastWaitMs };
    }
    if (REFUSALS.includes(status)) {
      const rejected = Array.from({ length: items }, (_, index) => ({ index, detail }));
      return { receipt: { accepted: 0, duplicates: 0, rejected } };
    }
    throw new PublishError(this.#refusal(status, detail, headers.get("location")));
  }

  #receiptOf(text: string): Receipt {
    const receipt = readReceipt(text);
    if (receipt) return receipt;
    throw new PublishError(`${this.#options.url} answers, but not as a Flashboard server does`);
  }

  #refusal(status: number, detail: string, location: string | null): string {
    const { url } = this.#options;
    if (status === 401) return `The server refuses the publish key: ${detail}`;
    if (status === 403) return `The publish key is not enough: ${detail}`;
    if (status === 404) return `${url} is no Flashboard server, or not at this path: ${detail}`;
    if (location !== null) return `${url} sends us on to ${location}: publish there instead`;
    return `The server answers ${status}: ${detail}`;
  }
}

/** The last part of what `fetch` knows: `Connection refused`. */
function why(error: unknown): string {
  const { cause = error } = error as Error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/ \(os error \d+\)$/, "").split(": ").at(-1) ?? message;
}
