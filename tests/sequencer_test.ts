import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { LogEvent } from "../lib/event.ts";
import { FlashboardError } from "../lib/error.ts";
import type { Log } from "../lib/log.ts";
import { Sequencer } from "../lib/sequencer.ts";
import { FakeClock } from "./fake_clock.ts";

function eventsUpTo(head: number): LogEvent[] {
  return Array.from({ length: head }, (_, at) => {
    return { seq: at + 1, channel: "clicks", at: "2026-11-24T09:00:00.000Z", data: {} };
  });
}

/** A log of which only reading is needed, with what was committed so far. */
class ReadableLog implements Pick<Log, "read"> {
  events: LogEvent[] = [];
  reads = 0;
  away = false;
  /** What a reading waits for after it saw the log. */
  held: Promise<void> = Promise.resolve();

  async read(after: number, limit: number): Promise<LogEvent[]> {
    this.reads++;
    if (this.away) throw new FlashboardError("unavailable", "away");
    const page = this.events.slice(after, after + limit);
    await this.held;
    return page;
  }
}

function sequencer() {
  const log = new ReadableLog();
  const clock = new FakeClock();
  const seen: number[] = [];
  const troubles: unknown[] = [];
  const subject = new Sequencer({
    log: log as Pick<Log, "read"> as Log,
    clock,
    after: 0,
    onEvents: (events) => seen.push(...events.map(({ seq }) => seq)),
    onTrimmed: () => Promise.reject(new Error("this log is whole")),
    onTrouble: (error) => troubles.push(error),
  });
  return { log, clock, seen, troubles, subject };
}

Deno.test("events that come in order are handed on at once, without asking the log", async () => {
  const { log, seen, subject } = sequencer();
  subject.offer(eventsUpTo(3));

  assert.deepEqual(seen, [1, 2, 3]);
  assert.equal(log.reads, 0);
  await subject.close();
});

Deno.test("a gap is given 20 ms to be filled by a late message before the log is asked", async () => {
  const { log, clock, seen, subject } = sequencer();
  const [first, second] = eventsUpTo(2);
  subject.offer([second as LogEvent]);
  clock.advance(19);
  subject.offer([first as LogEvent]);
  clock.advance(100);

  assert.deepEqual(seen, [1, 2]);
  assert.equal(log.reads, 0);
  await subject.close();
});

Deno.test("a message that never comes is read from the log", async () => {
  const { log, clock, seen, subject } = sequencer();
  log.events = eventsUpTo(3);
  subject.offer(log.events.slice(2));
  clock.advance(20);
  await subject.catchUp();

  assert.deepEqual(seen, [1, 2, 3]);
  await subject.close();
});

Deno.test("a gap that appears while the log is being read is filled by another reading", async () => {
  const { log, clock, seen, subject } = sequencer();
  const { promise, resolve } = Promise.withResolvers<void>();
  log.held = promise;
  const tooEarly = subject.catchUp();
  log.events = eventsUpTo(2);
  subject.offer(log.events.slice(1));
  clock.advance(20);
  resolve();
  await tooEarly;
  assert.deepEqual(seen, []);
  clock.advance(20);
  // Well before the log is asked anyway, once a second.
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();

  assert.deepEqual(seen, [1, 2]);
  await subject.close();
});

Deno.test("a last message that is lost is found by asking the log every second", async () => {
  const { log, clock, seen, subject } = sequencer();
  log.events = eventsUpTo(2);
  clock.advance(1_000);
  await subject.catchUp();

  assert.deepEqual(seen, [1, 2]);
  await subject.close();
});

Deno.test("a log that is away is told, and its return too", async () => {
  const { log, troubles, subject } = sequencer();
  log.away = true;
  await subject.catchUp();
  log.away = false;
  await subject.catchUp();

  assert.ok(troubles[0] instanceof FlashboardError);
  assert.equal(troubles[1], null);
  await subject.close();
});

Deno.test("whatever is lost, doubled or out of order: each event once, in order, no gap", async () => {
  const messages = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }), {
    maxLength: 20,
  });
  await fc.assert(fc.asyncProperty(messages, fc.integer({ min: 1, max: 40 }), async (all, head) => {
    const { log, clock, seen, subject } = sequencer();
    log.events = eventsUpTo(head);
    for (const seqs of all) {
      subject.offer(log.events.filter(({ seq }) => seqs.includes(seq)).reverse());
      clock.advance(7);
      await Promise.resolve();
    }
    await subject.catchUp();
    await subject.close();

    assert.deepEqual(seen, log.events.map(({ seq }) => seq));
  }));
});
