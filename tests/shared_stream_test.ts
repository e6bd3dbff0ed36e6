import assert from "node:assert/strict";
import fc from "fast-check";
import type { EventStream } from "../lib/connection.ts";
import { joinStream, type Port, SharedStream } from "../lib/shared_stream.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeStream } from "./fake_stream.ts";

/** One end of a channel whose messages arrive when a test says so. */
class FakePort implements Port {
  peer: FakePort | null = null;
  readonly inbox: unknown[] = [];
  readonly #listeners: ((event: { data?: unknown }) => void)[] = [];
  #isClosed = false;

  postMessage(message: unknown): void {
    if (!this.#isClosed) this.peer?.inbox.push(message);
  }

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    if (type === "message") this.#listeners.push(listener);
  }

  start(): void {}

  close(): void {
    this.#isClosed = true;
  }

  deliver(most = Infinity): void {
    for (const data of this.inbox.splice(0, most)) {
      if (!this.#isClosed) this.#listeners.forEach((listener) => listener({ data }));
    }
  }
}

function channel(): [FakePort, FakePort] {
  const ends: [FakePort, FakePort] = [new FakePort(), new FakePort()];
  [ends[0].peer, ends[1].peer] = [ends[1], ends[0]];
  return ends;
}

/** A server that counts, each of whose streams lags behind it by what was not delivered yet. */
class CountingServer {
  count = 0;
  readonly #open: { stream: FakeStream; sent: [type: string, count: number][] }[] = [];

  get streams(): FakeStream[] {
    return this.#open.map(({ stream }) => stream).filter(({ isClosed }) => !isClosed);
  }

  openStream(): FakeStream {
    const stream = new FakeStream("");
    this.#open.push({ stream, sent: [["init", this.count]] });
    return stream;
  }

  happen(): void {
    this.count++;
    for (const { sent } of this.#open) sent.push(["orders", this.count]);
  }

  deliver(nth: number, most = Infinity): void {
    const one = this.#open.at(nth);
    for (const [type, count] of one?.sent.splice(0, most) ?? []) {
      one?.stream.emit(type, count, `k-${count}`);
    }
  }

  fail(nth: number): void {
    this.#open.at(nth)?.stream.fail();
  }
}

/** A tab that joined: it knows a count, and each frame must be the next. */
class Tab {
  count: number | null = null;
  isLost = false;
  readonly #stream: EventStream;

  constructor(readonly port: FakePort, readonly worker: FakePort, clock: FakeClock) {
    this.#stream = joinStream(port, clock, () => {});
    this.#stream.addEventListener("init", ({ data }) => this.count = Number(data));
    this.#stream.addEventListener("orders", ({ data }) => {
      assert.equal(Number(data), (this.count ?? NaN) + 1, "no gap, and nothing twice");
      this.count = Number(data);
    });
    this.#stream.addEventListener("error", () => this.isLost = true);
  }

  leave(): void {
    this.#stream.close();
  }
}

class FakeBrowser {
  readonly clock = new FakeClock();
  readonly server = new CountingServer();
  readonly shared = new SharedStream({
    openStream: () => this.server.openStream(),
    clock: this.clock,
  });
  readonly tabs: Tab[] = [];

  open(): Tab {
    const [port, worker] = channel();
    const tab = new Tab(port, worker, this.clock);
    this.tabs.push(tab);
    this.shared.join(worker);
    return tab;
  }

  close(nth: number): void {
    this.tabs.splice(nth, 1).forEach((tab) => tab.leave());
  }

  /** Lets everything that is on its way arrive. */
  settle(ports = this.tabs): void {
    ports.forEach(({ worker }) => worker.deliver());
    for (let nth = -3; nth < 0; nth++) this.server.deliver(nth);
    ports.forEach(({ port }) => port.deliver());
  }
}

Deno.test("shared: whoever joins has what all have, without a gap and nothing twice", () => {
  const nth = fc.nat(3);
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constant("open")) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("close"), nth) },
    { weight: 5, arbitrary: fc.tuple(fc.constant("happen")) },
    { weight: 5, arbitrary: fc.tuple(fc.constant("arrive"), fc.nat(1), fc.nat(3)) },
    { weight: 5, arbitrary: fc.tuple(fc.constant("told"), nth, fc.nat(3)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("fail"), fc.nat(1)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("wait"), nth) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const browser = new FakeBrowser();
      const { server, clock } = browser;
      const all: Tab[] = [];
      for (const [what, a = 0, b = 0] of steps) {
        if (what === "open") all.push(browser.open());
        if (what === "close") browser.close(a);
        if (what === "happen") server.happen();
        if (what === "arrive") server.deliver(-1 - a, b);
        if (what === "told") all.at(a)?.port.deliver(b);
        if (what === "fail") server.fail(-1 - a);
        if (what === "wait") clock.advance(100 * a);
        all.forEach(({ worker }) => worker.deliver());
        assert.ok(server.streams.length <= 2, "one, and the one that takes over");
      }
      browser.settle(all);
      const shown = browser.tabs.filter(({ isLost }) => !isLost);
      assert.deepEqual(shown.map(({ count }) => count), shown.map(() => server.count));
      assert.equal(server.streams.length, shown.length > 0 ? 1 : 0);
    }),
    { numRuns: 500 },
  );
});

Deno.test("shared: tabs that come back together after an outage wait for the same stream", () => {
  const browser = new FakeBrowser();
  for (let tab = 0; tab < 10; tab++) browser.open();
  assert.equal(browser.server.streams.length, 1);
  browser.settle();
  assert.deepEqual(browser.tabs.map(({ count }) => count), Array(10).fill(0));
});

Deno.test("shared: a stream that nobody answers is given up for the next who asks", () => {
  const browser = new FakeBrowser();
  browser.open();
  const [first] = browser.server.streams;
  browser.clock.advance(3_001);
  browser.open();
  assert.equal(first?.isClosed, true);
  assert.equal(browser.server.streams.length, 1);
});

Deno.test("shared: a newcomer's trouble does not touch those who have a stream", () => {
  const browser = new FakeBrowser();
  const old = browser.open();
  browser.settle();
  const late = browser.open();
  browser.server.fail(-1);
  browser.server.happen();
  browser.settle();
  assert.deepEqual([old.isLost, old.count, late.isLost], [false, 1, true]);
});

/** A tab whose worker answers pings as `answer` says. */
function tabOf(answer: (message: unknown) => void) {
  const clock = new FakeClock();
  const [port, worker] = channel();
  const heard = { errors: 0, isAlone: false };
  worker.addEventListener("message", ({ data }) => answer(data));
  const stream = joinStream(port, clock, () => heard.isAlone = true);
  stream.addEventListener("error", () => heard.errors++);
  const pass = (ms: number) => {
    for (let at = 0; at < ms; at += 50) {
      worker.deliver();
      port.deliver();
      clock.advance(50);
    }
  };
  return { heard, worker, pass };
}

Deno.test("shared: a tab whose worker crashed has lost its stream within a second or so", () => {
  let isAlive = true;
  const { heard, worker, pass } = tabOf(() => isAlive && worker.postMessage({ type: "pong" }));
  pass(60_000);
  assert.equal(heard.errors, 0, "a quiet worker is as good as a busy one");
  isAlive = false;
  pass(1_250);
  assert.ok(heard.errors > 0);
  assert.equal(heard.isAlone, false, "the next worker may live");
});

Deno.test("shared: a tab whose worker never starts goes on alone after 5 s", () => {
  const { heard, pass } = tabOf(() => {});
  pass(4_900);
  assert.deepEqual(heard, { errors: 0, isAlone: false });
  pass(300);
  assert.equal(heard.isAlone, true);
});
