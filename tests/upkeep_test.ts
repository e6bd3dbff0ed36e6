import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { type ServerAnswer, Upkeep } from "../islands/parts/upkeep.ts";
import type { LiveState } from "../lib/live.ts";
import { FakeClock } from "./fake_clock.ts";

/** A page of version "old" whose server says what the test wants; `asked` and `reloads` count. */
function page() {
  const clock = new FakeClock();
  const connection = signal<LiveState>("live");
  const ordersToday = signal(0);
  const refused = signal(false);
  const counts = { asked: 0, reloads: 0, stopped: 0 };
  let answer: ServerAnswer | null = { status: 200, version: "old" };
  const live = { cells: { ordersToday }, connection, stop: () => counts.stopped++ };
  const upkeep = new Upkeep({
    live,
    clock,
    version: "old",
    refused,
    ask() {
      counts.asked++;
      return answer ? Promise.resolve(answer) : Promise.reject(new Error("no answer"));
    },
    reload: () => counts.reloads++,
  });
  return {
    connection,
    ordersToday,
    refused,
    counts,
    stop: () => upkeep.stop(),
    says(status: number, version = "old") {
      answer = { status, version };
    },
    fallsSilent() {
      answer = null;
    },
    /** Moves on, second by second: between them answers arrive. */
    async pass(seconds: number, eachSecond = () => {}) {
      for (let n = 0; n < seconds; n++) {
        await settled();
        eachSecond();
        clock.advance(1_000);
      }
      await settled();
    },
  };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("upkeep: a newer page is loaded once five seconds have passed without an order", async () => {
  const { pass, says, counts, ordersToday } = page();
  await pass(30, () => ordersToday.value++);
  says(200, "new");
  await pass(34, () => ordersToday.value++);
  assert.equal(counts.reloads, 0);
  await pass(8);

  assert.equal(counts.reloads, 1);
});

Deno.test("upkeep: a sale that is never quiet keeps an old page for about a minute, no longer", async () => {
  const { pass, says, counts, connection, ordersToday } = page();
  says(200, "new");
  connection.value = "reconnecting";
  await pass(58, () => ordersToday.value++);
  assert.equal(counts.reloads, 0);
  await pass(4, () => ordersToday.value++);

  assert.equal(counts.reloads, 1);
});

Deno.test("upkeep: nothing is loaded while the server does not answer, or is in trouble", async () => {
  const { pass, says, fallsSilent, counts, connection } = page();
  says(200, "new");
  connection.value = "reconnecting";
  await pass(1);
  fallsSilent();
  await pass(120);
  says(502, "new");
  connection.value = "offline";
  await pass(120);
  assert.equal(counts.reloads, 0);
  says(200, "new");
  await pass(120);

  assert.equal(counts.reloads, 1);
});

Deno.test("upkeep: a page that is refused stops its stream and says so; let in again it is loaded", async () => {
  const { pass, says, counts, connection, refused } = page();
  await pass(1);
  says(401);
  connection.value = "reconnecting";
  await pass(1);
  assert.deepEqual([refused.value, counts.stopped, counts.reloads], [true, 1, 0]);
  says(503);
  await pass(60);
  says(200);
  await pass(60);

  assert.equal(counts.reloads, 1);
});

Deno.test("upkeep: a page with which all is well asks once a minute, and a stopped one never", async () => {
  const { pass, counts, stop } = page();
  await pass(600);
  assert.equal(counts.asked, 11);
  stop();
  await pass(600);

  assert.equal(counts.asked, 11);
});
