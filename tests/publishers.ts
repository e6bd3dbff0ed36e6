import assert from "node:assert/strict";
import { delay, poll } from "./harness/wait.ts";
import { anOrder, type Shop } from "./shop.ts";

/**
 * Order systems that lose their servers and go on: each sends one order after the other, and each
 * order until it is known to be kept.
 */
export class Publishers implements AsyncDisposable {
  /** Ids of the orders that are known to be kept. */
  readonly accepted = new Set<string>();
  /** Of these, how many were kept already when they were sent again. */
  known = 0;
  /** Answers of 503, and connections that broke before an answer came. */
  refused = 0;
  broken = 0;
  readonly #shops: readonly Shop[];
  readonly #running: Promise<unknown>;
  #isStopping = false;
  #isGone = false;

  /** @param shops Servers of one shop, which they take in turn. */
  constructor(shops: readonly Shop[], count: number) {
    this.#shops = shops;
    this.#running = Promise.all(Array.from({ length: count }, (_, at) => this.#publish(at)));
    // `more`, `stop` and the end of the test tell of it.
    this.#running.catch(() => {});
  }

  /** Waits until this many more orders are accepted, at most `guardMs`. */
  async more(count: number, guardMs?: number): Promise<void> {
    const wanted = this.accepted.size + count;
    const enough = poll(() => this.accepted.size >= wanted, guardMs);
    assert.ok(await Promise.race([enough, this.#running]), `${this.accepted.size} accepted`);
  }

  /** Waits until every order that was begun is accepted. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  /** Leaves what is not accepted yet. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isGone = true;
    await this.stop();
  }

  async #publish(first: number): Promise<void> {
    for (let at = first; !this.#isStopping;) {
      const order = anOrder({ total: `${1 + this.accepted.size % 89}.${10 + first}` });
      while (!this.#isGone && !await this.#isAccepted(at, order)) at++;
    }
  }

  async #isAccepted(at: number, order: { id: string }): Promise<boolean> {
    const response = await this.#send(at, order);
    if (response === null) return false;
    await response.body?.cancel();
    if (response.status === 201 || response.status === 200) {
      this.accepted.add(order.id);
      if (response.status === 200) this.known++;
      return true;
    }
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
