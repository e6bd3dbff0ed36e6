import assert from "node:assert/strict";
import { createQueue } from "../islands/parts/queue.ts";
import { FakeClock } from "./fake_clock.ts";

/** A queue with 5 s between calls, of which three in a row are told whole. */
function queue() {
  const clock = new FakeClock();
  const told: string[] = [];
  const tell = createQueue<string>({
    clock,
    gapMs: 5_000,
    most: 3,
    say: (item) => told.push(item),
    sayMore: (count) => told.push(`and ${count} more`),
  });
  return { clock, told, tell };
}

Deno.test("the first thing is said at once, the next only after the gap", () => {
  const { clock, told, tell } = queue();
  tell("a");
  tell("b");
  assert.deepEqual(told, ["a"]);
  clock.advance(5_000);
  assert.deepEqual(told, ["a", "b"]);
});

Deno.test("after three in a row only their number is said", () => {
  const { clock, told, tell } = queue();
  for (const item of "abcdefg") tell(item);
  clock.advance(60_000);
  assert.deepEqual(told, ["a", "b", "c", "and 4 more"]);
});

Deno.test("after a pause things are said whole again", () => {
  const { clock, told, tell } = queue();
  for (const item of "abcd") tell(item);
  clock.advance(60_000);
  tell("e");
  assert.deepEqual(told, ["a", "b", "c", "and 1 more", "e"]);
});
