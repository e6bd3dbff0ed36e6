/** One open dashboard, as the hub sees it. */
export interface Dashboard {
  /** Takes bytes that go to many; never waits. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Ends the stream: the server stops. */
  end(): void;
  /** Seconds between heartbeats. */
  readonly heartbeatS: number;
}

/** The dashboards that are open on this server. */
export class Dashboards {
  readonly #open = new Set<Dashboard>();

  get size(): number {
    return this.#open.size;
  }

  /** Adds one; the returned function takes it out again. */
  add(dashboard: Dashboard): () => void {
    this.#open.add(dashboard);
    return () => this.#open.delete(dashboard);
  }

  /** Gives the same bytes to all. */
  broadcast(bytes: Uint8Array<ArrayBuffer>): void {
    for (const dashboard of this.#open) dashboard.send(bytes);
  }

  /** Gives a heartbeat to those whose turn it is in this second. */
  beat(second: number, bytes: Uint8Array<ArrayBuffer>): void {
    for (const dashboard of this.#open) {
      if (second % dashboard.heartbeatS === 0) dashboard.send(bytes);
    }
  }

  /** Ends all streams. */
  end(): void {
    for (const dashboard of [...this.#open]) dashboard.end();
  }
}
