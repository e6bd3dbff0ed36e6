import type { EventStream, StreamEvent } from "../lib/connection.ts";

/** Stands in for `EventSource`; the test is the server. */
export class FakeStream implements EventStream {
  isClosed = false;
  readonly #listeners = new Map<string, (event: StreamEvent) => void>();

  constructor(readonly url: string) {}

  addEventListener(type: string, listener: (event: StreamEvent) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.isClosed = true;
  }

  emit(type: string, data: unknown, lastEventId = ""): void {
    this.#listeners.get(type)?.({ data: JSON.stringify(data), lastEventId });
  }

  fail(): void {
    this.#listeners.get("error")?.({});
  }
}
