/** The network between a server and what it talks to, which a test can freeze and cut. */
export class Relay implements AsyncDisposable {
  /** Connections that were made through it so far. */
  connections = 0;
  /** Called with what clients send, before it is passed on. */
  watch: (sent: string) => void = () => {};
  readonly #target: number;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.TcpConn>();
  readonly #lost = new Set<Deno.TcpConn>();
  readonly #ended: Promise<void>;
  readonly #over = Promise.withResolvers<void>();
  #thawed = Promise.withResolvers<void>();

  /** Passes what comes on to a port of this machine, and back. */
  constructor(target: number) {
    this.#target = target;
    this.#thawed.resolve();
    this.#ended = this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Passes nothing on from now on; connections stay open, and new ones can be made. */
  freeze(): void {
    this.#thawed = Promise.withResolvers();
  }

  /** Ends a freeze; what was held back is passed on. */
  thaw(): void {
    this.#thawed.resolve();
  }

  /** Passes on nothing more of the connections that are open, without closing them; new ones pass. */
  lose(): void {
    for (const end of this.#open) this.#lost.add(end);
  }

  /** Closes all connections. */
  cut(): void {
    for (const end of this.#open) this.#close(end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    this.thaw();
    this.#over.resolve();
    await this.#ended;
  }

  async #accept(): Promise<void> {
    const pairs: Promise<void>[] = [];
    for await (const client of this.#listener) {
      this.connections++;
      pairs.push(this.#connect(client));
    }
    await Promise.all(pairs);
  }

  async #connect(client: Deno.TcpConn): Promise<void> {
    this.#open.add(client);
    const target = await Deno.connect({ hostname: "127.0.0.1", port: this.#target })
      .catch(() => null);
    if (target) {
      this.#open.add(target);
      await Promise.all([
        this.#pass(client, target, (bytes) => this.watch(new TextDecoder().decode(bytes))),
        this.#pass(target, client, () => {}),
      ]);
      this.#close(target);
    }
    this.#close(client);
  }

  async #pass(from: Deno.TcpConn, to: Deno.TcpConn, watch: (bytes: Uint8Array) => void) {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (;;) {
        const length = await from.read(buffer);
        if (length === null) return await to.closeWrite();
        const bytes = buffer.subarray(0, length);
        watch(bytes);
        await this.#thawed.promise;
        if (this.#lost.has(from)) await this.#over.promise;
        for (let at = 0; at < length;) at += await to.write(bytes.subarray(at));
      }
    } catch {
      // One end went away, or was cut: so does the other.
      this.#close(from);
      this.#close(to);
    }
  }

  #close(end: Deno.TcpConn): void {
    if (this.#open.delete(end)) end.close();
  }
}
