import assert from "node:assert/strict";
import { Rereading } from "../lib/rereading.ts";
import { FakeClock } from "./fake_clock.ts";

/** Something that is read again, each reading of which is answered by hand. */
function subject() {
  const readings: PromiseWithResolvers<string>[] = [];
  const answers: string[] = [];
  const rereading = new Rereading<string>({
    read() {
      const reading = Promise.withResolvers<string>();
      readings.push(reading);
      return reading.promise;
    },
    onAnswer: (answer) => void answers.push(answer),
    clock: new FakeClock(),
    random: () => 0,
  });
  return { readings, answers, rereading };
}

Deno.test("rereading: an answer or a failure that comes after a newer reading has begun counts no more", async () => {
  const { readings, answers, rereading } = subject();
  const turns = [rereading.now(), rereading.now(), rereading.now()];
  readings[2]?.resolve("newest");
  readings[0]?.resolve("old");
  readings[1]?.reject(new Error("old"));
  await Promise.all(turns);

  assert.deepEqual([answers, rereading.failed.value], [["newest"], false]);
});

Deno.test("rereading: once it is stopped nothing is told", async () => {
  const { readings, answers, rereading } = subject();
  const turn = rereading.now();
  rereading.stop();
  readings[0]?.resolve("late");
  await turn;

  assert.deepEqual(answers, []);
});
