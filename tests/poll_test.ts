import assert from "node:assert/strict";
import { type BoardAnswer, Poller } from "../lib/poll.ts";
import { FakeClock } from "./fake_clock.ts";

Deno.test("poll: stopped and started while an answer is on its way, it asks once every two seconds, and tells no late answer", async () => {
  const clock = new FakeClock();
  const asked: ((answer: BoardAnswer) => void)[] = [];
  const told: (string | null)[] = [];
  const poller = new Poller({
    clock,
    fetchBoard: () => new Promise((resolve) => asked.push(resolve)),
    onAnswer: ({ text }) => told.push(text),
    onFailure: () => assert.fail("every question is answered"),
  });
  const answer = async (question: number, text: string) => {
    asked[question]?.({ etag: null, text, ageS: 0 });
    await new Promise((resolve) => setTimeout(resolve));
  };
  poller.start();
  poller.stop();
  poller.start();
  await answer(0, "late");
  await answer(1, "first");
  clock.advance(2_000);
  assert.equal(asked.length, 3);
  await answer(2, "second");
  clock.advance(2_000);

  assert.equal(asked.length, 4);
  assert.deepEqual(told, ["first", "second"]);
});
