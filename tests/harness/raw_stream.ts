import { type SseMessage, SseParser } from "./sse_parser.ts";

const OK = /^HTTP\/1\.[01] 200 /;

/** The server answered with something else than a stream; the message is what it answered. */
export class StreamRefused extends Error {}

/**
 * A stream on a bare socket: thousands of them cost a test little. It asks with HTTP/1.0, as nginx
 * does unless told otherwise, so that the body comes without chunks. Who does not read it is a client
 * that never reads.
 */
export class RawStream implements Disposable {
  readonly #socket: Deno.TcpConn;
  readonly #parser = new SseParser();
  #isClosed = false;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  /** Connects and asks; what is answered shows when it is read. */
  static async open(url: string, lastEventId?: string): Promise<RawStream> {
    const { hostname, port, host, pathname, search } = new URL(url);
    const socket = await Deno.connect({ hostname, port: Number(port) });
    const resume = lastEventId === undefined ? "" : `last-event-id: ${lastEventId}\r\n`;
    const request = `GET ${pathname}${search} HTTP/1.0\r\nhost: ${host}\r\n${resume}\r\n`;
    await socket.write(new TextEncoder().encode(request));
    return new RawStream(socket);
  }

  /** The newest `retry:`, in milliseconds. */
  get retry(): number | undefined {
    return this.#parser.retry;
  }

  /**
   * The events until the connection is over.
   *
   * @throws StreamRefused when the answer is not 200; Deno.errors when the connection breaks.
   */
  async *messages(): AsyncGenerator<SseMessage> {
    const buffer = new Uint8Array(16 * 1_024);
    for (let isFirst = true;; isFirst = false) {
      const count = await this.#socket.read(buffer);
      if (count === null) return;
      const bytes = buffer.subarray(0, count);
      const start = isFirst ? new TextDecoder().decode(bytes) : null;
      if (start !== null && !OK.test(start)) throw new StreamRefused(start);
      // The head may pass too: its lines are fields that events do not have.
      yield* this.#parser.push(bytes);
    }
  }

  /** Hangs up (twice does no harm). With bytes unread the kernel resets the connection. */
  [Symbol.dispose](): void {
    if (!this.#isClosed) this.#socket.close();
    this.#isClosed = true;
  }
}
