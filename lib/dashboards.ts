/** One open dashboard, as the hub sees it. */
export interface Dashboard {
  /** Takes bytes that go to many; never waits. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Called each second: the stream sees whether its client still reads. */
  tick(): void;
  /** Ends the stream: the server stops. */
  stop(): void;
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

  /** Once a second: gives a heartbeat to those whose turn it is. */
  tick(second: number, bytes: Uint8Array<ArrayBuffer>): void {
    for (const dashboard of this.#open) {
      dashboard.tick();
      if (second % dashboard.heartbeatS === 0) dashboard.send(bytes);
    }
  }

  /** Ends all streams. */
  stop(): void {
    for (const dashboard of [...this.#open]) dashboard.stop();
  }
}
