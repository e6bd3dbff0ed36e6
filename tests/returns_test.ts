import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import type { LiveState } from "../lib/live.ts";
import { followReturns, type Replayed } from "../islands/parts/returns.ts";
import { countUpdates, type Update } from "../lib/updates.ts";
import { FakeClock } from "./fake_clock.ts";

/** A dashboard without a stream; the test says what comes. */
function fakeLive() {
  const clock = new FakeClock();
  const connection = signal<LiveState>("live");
  const listeners = new Set<(update: Update) => void>();
  const live = {
    connection,
    now: () => clock.now(),
    onUpdate(listener: (update: Update) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const update = (at: number, whole = false) =>
    listeners.forEach((listener) => listener({ at, whole, orders: [] }));
  return { clock, connection, live, update };
}

/** Loses the connection for 10 s, hears `missed` when it is back, and says what was told. */
function returnWith(missed: (page: ReturnType<typeof fakeLive>, lostAt: number) => void) {
  const page = fakeLive();
  const told: Replayed[] = [];
  const end = followReturns(page.live, page.clock, (replayed) => told.push(replayed));
  const lostAt = page.clock.now() + 1;
  page.clock.advance(1);
  page.update(lostAt);
  page.connection.value = "reconnecting";
  page.clock.advance(5_000);
  page.connection.value = "stale";
  page.clock.advance(5_000);
  page.connection.value = "live";
  missed(page, lostAt);
  page.clock.advance(500);
  end();
  return told;
}

Deno.test("returns: what was replayed is counted by frames, each once", () => {
  const told = returnWith(({ clock, update }, lostAt) => {
    // The frame at which the connection was lost comes again; a frame has several sections.
    for (const ms of [0, 0, 1_000, 1_000, 1_000, 2_000, 9_000]) update(lostAt + ms);
    clock.advance(100);
    update(clock.now());
  });
  assert.deepEqual(told, [3]);
});

Deno.test("returns: a whole board says that all is new", () => {
  assert.deepEqual(returnWith(({ clock, update }) => update(clock.now(), true)), [null]);
});

Deno.test("returns: a connection that was never lost returns from nowhere", () => {
  const { clock, connection, live } = fakeLive();
  connection.value = "connecting";
  followReturns(live, clock, () => assert.fail("it was not away"));
  connection.value = "live";
  clock.advance(60_000);
});

Deno.test("updates: the sections of a frame are one update", () => {
  const { live, update } = fakeLive();
  let count = 0;
  const end = countUpdates(live, (now) => count = now);
  for (const at of [1, 1, 2, 3, 3]) update(at);
  end();
  update(4);
  assert.equal(count, 3);
});
