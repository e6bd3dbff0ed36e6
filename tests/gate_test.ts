import assert from "node:assert/strict";
import { effect, signal } from "@preact/signals";
import { Gate } from "../islands/parts/gate.ts";
import { FakeClock } from "./fake_clock.ts";

/** A gate with two signals behind it, and each picture of them that was seen. */
function picture() {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  const schedule = gate.through((repaint) => repaint());
  const [orders, revenue] = [signal(0), signal(0)];
  const seen: string[] = [];
  effect(() => void seen.push(`${orders.value} ${revenue.value}`));
  const paint = (value: number) => {
    schedule(() => void (orders.value = value));
    schedule(() => void (revenue.value = value));
  };
  return { clock, gate, paint, seen };
}

Deno.test("gate: a paused page changes nothing, and all of it in one step when it goes on", () => {
  const { gate, paint, seen } = picture();
  gate.pause();
  paint(1);
  paint(2);
  assert.deepEqual(seen, ["0 0"]);
  gate.resume();
  assert.deepEqual(seen, ["0 0", "2 2"]);
  paint(3);
  assert.deepEqual(seen.slice(2), ["3 2", "3 3"]);
});

Deno.test("gate: what was scheduled before the pause waits too", () => {
  const gate = new Gate(new FakeClock());
  const later: (() => void)[] = [];
  const schedule = gate.through((repaint) => later.push(repaint));
  let painted = 0;
  schedule(() => painted++);
  gate.pause();
  later.forEach((repaint) => repaint());
  assert.equal(painted, 0);
  gate.resume();
  assert.equal(painted, 1);
});

Deno.test("gate: a slower rhythm shows all that came since, once a beat", () => {
  const { clock, gate, paint, seen } = picture();
  gate.choose("10s");
  paint(1);
  clock.advance(9_999);
  assert.deepEqual(seen, ["0 0"]);
  clock.advance(1);
  assert.deepEqual(seen, ["0 0", "1 1"]);
  paint(2);
  gate.pause();
  clock.advance(60_000);
  assert.deepEqual(seen, ["0 0", "1 1"], "a paused page has no beat");
  gate.resume();
  gate.choose("live");
  assert.deepEqual(seen, ["0 0", "1 1", "2 2"]);
});

Deno.test("gate: the time of the numbers is held with the numbers", () => {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  const at = signal(1);
  const held = gate.hold(at);
  gate.pause();
  at.value = 2;
  assert.equal(held.value, 1);
  assert.equal(gate.pausedAt.value, clock.now());
  gate.resume();
  assert.equal(held.value, 2);
  at.value = 3;
  assert.equal(held.value, 3);
});
