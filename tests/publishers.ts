import assert from "node:assert/strict";
import { delay, poll } from "./harness/wait.ts";
import { anOrder, type Shop } from "./shop.ts";

/** An order system before whose eyes databases and servers go away: it sends each order until it is known to be kept. */
export class Publishers {
  /** Ids of the orders that were answered with 201, or with 200 when they were sent again. */
  readonly accepted = new Set<string>();
  /** Answers of 503, and connections that broke before an answer came. */
  refused = 0;
  broken = 0;
  readonly #shops: readonly Shop[];
  readonly #running: Promise<unknown>;
  #isStopping = false;

  /** @param shops Servers of one shop, which they take in turn. */
  constructor(shops: readonly Shop[], count: number) {
    this.#shops = shops;
    this.#running = Promise.all(Array.from({ length: count }, (_, at) => this.#publish(at)));
  }

  /** Waits until this many more orders are accepted. */
  async more(count: number): Promise<void> {
    const wanted = this.accepted.size + count;
    assert.ok(await poll(() => this.accepted.size >= wanted), `${this.accepted.size} accepted`);
  }

  /** Waits until every order that was begun is accepted. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  async #publish(first: number): Promise<void> {
    for (let at = first; !this.#isStopping;) {
      const order = anOrder({ total: `${1 + this.accepted.size % 89}.${10 + first}` });
      while (!await this.#isAccepted(at, order)) at++;
      this.accepted.add(order.id);
    }
  }

  async #isAccepted(at: number, order: { id: string }): Promise<boolean> {
    const response = await this.#send(at, order);
    if (response === null) return false;
    await response.body?.cancel();
    if (response.status === 201 || response.status === 200) return true;
    assert.equal(response.status, 503);
    assert.match(response.headers.get("retry-after") ?? "", /^[12]$/);
    this.refused++;
    // Sooner than it was asked to: many tries fall into an outage.
    await delay(100);
    return false;
  }

  async #send(at: number, order: { id: string }): Promise<Response | null> {
    try {
      return await this.#shops[at % this.#shops.length]?.post("orders", JSON.stringify(order)) ??
        null;
    } catch {
      this.broken++;
      await delay(20);
      return null;
    }
  }
}
