/** A keep-alive connection that sends requests one after the other: a load must cost less than what it loads. */
export class HttpConnection implements Disposable {
  readonly #connection: Deno.Conn;
  readonly #buffer = new Uint8Array(64 * 1024);

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  static async open(url: string): Promise<HttpConnection> {
    const { hostname, port } = new URL(url);
    return new HttpConnection(await Deno.connect({ hostname, port: Number(port) }));
  }

  /** Sends a request as it is and resolves to the whole answer, head and body, as text. */
  async send(request: Uint8Array): Promise<string> {
    for (let sent = 0; sent < request.length;) {
      sent += await this.#connection.write(request.subarray(sent));
    }
    let answer = "";
    while (!isWhole(answer)) answer += await this.#read();
    return answer;
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #read(): Promise<string> {
    const count = await this.#connection.read(this.#buffer);
    if (count === null) throw new Error("The server closed the connection");
    return new TextDecoder().decode(this.#buffer.subarray(0, count));
  }
}

/** Whether an answer, head and body, is all there. */
export function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer)?.[1];
  return answer.length >= end + 4 + Number(length ?? 0);
}

/** A request that publishes one item. */
export function publishRequest(url: string, key: string, channel: string, item: unknown) {
  const body = new TextEncoder().encode(JSON.stringify(item));
  const head = new TextEncoder().encode(
    `POST /api/publish/${channel} HTTP/1.1\r\nhost: ${new URL(url).host}\r\n` +
      `authorization: Bearer ${key}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n`,
  );
  const request = new Uint8Array(head.length + body.length);
  request.set(head);
  request.set(body, head.length);
  return request;
}

/** An order of two products, 1 order, 2 stock levels and 3 events to write. */
export function benchOrder(id: string) {
  return {
    id,
    customer: "Ada Lovelace",
    total: "39.90",
    items: [
      { productId: "p1", name: "Mug", quantity: 1, price: "19.95" },
      { productId: "p2", name: "Cup", quantity: 1, price: "19.95" },
    ],
  };
}
