/** What siblings say to each other: a question to all, and an answer to who asked. */
type Message = { ask: string } | { to: string; said: unknown };

/** A sibling that does not answer in this time, in ms, is left out. */
const PATIENCE_MS = 500;

/** The servers that share a port in this process: whichever is asked answers for all of them. */
export class Siblings implements Disposable {
  readonly #channel = new BroadcastChannel("flashboard siblings");
  readonly #others: number;
  #answer: () => Promise<unknown> = () => Promise.resolve(null);

  /** @param count How many there are, this one included. */
  constructor(count: number) {
    this.#others = count - 1;
    this.#channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
      if ("ask" in data) void this.#tell(data.ask);
    });
  }

  /** Sets what this one says when another asks; plain data only. */
  answerWith(answer: () => Promise<unknown>): void {
    this.#answer = answer;
  }

  /** What the others say. */
  async ask(): Promise<unknown[]> {
    const id = crypto.randomUUID();
    const said: unknown[] = [];
    const all = Promise.withResolvers<void>();
    const listen = ({ data }: MessageEvent<Message>) => {
      if ("to" in data && data.to === id && said.push(data.said) === this.#others) all.resolve();
    };
    this.#channel.addEventListener("message", listen);
    const timer = setTimeout(all.resolve, PATIENCE_MS);
    this.#channel.postMessage({ ask: id });
    await all.promise;
    clearTimeout(timer);
    this.#channel.removeEventListener("message", listen);
    return said;
  }

  [Symbol.dispose](): void {
    this.#channel.close();
  }

  async #tell(to: string): Promise<void> {
    this.#channel.postMessage({ to, said: await this.#answer() });
  }
}
