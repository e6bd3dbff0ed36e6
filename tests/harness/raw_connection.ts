import { delay, GUARD_MS, within } from "./wait.ts";

/** What came back; status 0 when the connection was over without an answer. */
export interface RawAnswer {
  status: number;
  text: string;
}

/** A connection on which a test sends bytes as it likes, HTTP or not. */
export class RawConnection implements Disposable {
  readonly #socket: Deno.TcpConn;
  readonly #answered: Promise<RawAnswer>;
  #isOver = false;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    this.#answered = this.#read().finally(() => this.#isOver = true);
  }

  /** Connects to where a URL points. */
  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    return new RawConnection(await Deno.connect({ hostname, port: Number(port) }));
  }

  /** Sends all of it; stops without a word when the other end has hung up. */
  async send(data: string | Uint8Array): Promise<void> {
    let rest = typeof data === "string" ? new TextEncoder().encode(data) : data;
    try {
      while (rest.length > 0) rest = rest.subarray(await this.#socket.write(rest));
    } catch {
      this.#isOver = true;
    }
  }

  /** Sends the same piece every few milliseconds until it is answered, or the connection over. */
  async dribble(piece: string, everyMs: number): Promise<void> {
    while (!this.#isOver) {
      await this.send(piece);
      await delay(everyMs);
    }
  }

  /** The first answer, once all of it is here. */
  async answer(): Promise<RawAnswer> {
    const answer = await within(this.#answered, GUARD_MS);
    if (answer) return answer;
    throw new Error(`No answer came within ${GUARD_MS} ms`);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  async #read(): Promise<RawAnswer> {
    const buffer = new Uint8Array(16 * 1_024);
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const count = await this.#socket.read(buffer).catch(() => null);
      if (count !== null) text += decoder.decode(buffer.subarray(0, count), { stream: true });
      if (count === null || isWhole(text)) break;
    }
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text };
  }
}

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  const length = /^content-length: (\d+)/im.exec(text.slice(0, Math.max(end, 0)))?.[1];
  return end >= 0 && length !== undefined &&
    new TextEncoder().encode(text.slice(end + 4)).length >= Number(length);
}
