import assert from "node:assert/strict";
import type { Section } from "../lib/board.ts";
import { type Frame, Frames } from "../lib/frames.ts";
import { FakeClock } from "./fake_clock.ts";

function frames(kept = 512) {
  const clock = new FakeClock();
  const sent: { seq: number; sections: Section[]; at: number }[] = [];
  let seq = 0;
  const subject = new Frames({
    clock,
    kept,
    render(changed): Frame {
      sent.push({ seq, sections: [...changed], at: clock.now() });
      return { seq, bytes: new Uint8Array() };
    },
    onFrame: () => {},
  });
  const mark = (...sections: Section[]) => {
    seq++;
    subject.mark(sections);
  };
  return { clock, sent, mark, subject };
}

Deno.test("a change after a quiet time goes out at once", () => {
  const { sent, mark } = frames();
  mark("orders");

  assert.deepEqual(sent.map(({ sections }) => sections), [["orders"]]);
});

Deno.test("orders that come now and then never wait for each other", () => {
  const { clock, sent, mark } = frames();
  const gaps = [50, 20, 80, 45, 55, 12, 90, 49, 51, 30, 70];
  const marked = gaps.map((gap) => {
    clock.advance(gap);
    mark("orders");
    return clock.now();
  });

  assert.deepEqual(sent.map(({ at }) => at), marked);
});

Deno.test("changes of the same moment go out together", () => {
  const { clock, sent, mark } = frames();
  const start = clock.now();
  mark("orders");
  clock.advance(3);
  mark("orders");
  clock.advance(3);
  mark("alerts");
  clock.advance(100);

  assert.deepEqual(sent.map(({ at }) => at - start), [0, 10]);
  assert.deepEqual(sent[1]?.sections, ["orders", "alerts"]);
});

Deno.test("a rush of two thousand changes a second gets 20 frames a second, and its last change", () => {
  const { clock, sent, mark } = frames();
  const start = clock.now();
  for (let order = 0; order < 20_000; order++) {
    mark("orders");
    clock.advance(0.5);
  }
  clock.advance(50);
  const inSecond = (second: number) =>
    sent.filter(({ at }) => Math.floor((at - start) / 1_000) === second).length;

  assert.ok(inSecond(0) <= 24, `${inSecond(0)} frames while it began`);
  for (const second of [1, 5, 9]) assert.equal(inSecond(second), 20);
  assert.equal(sent.at(-1)?.seq, 20_000);
});

Deno.test("what changes nothing on a board sends nothing", () => {
  const { clock, sent, mark } = frames();
  mark();
  clock.advance(1_000);

  assert.equal(sent.length, 0);
});

Deno.test("a clock that is set back does not hold frames", () => {
  const { clock, sent, mark } = frames();
  mark("orders");
  clock.step(-3_600_000);
  mark("orders");
  clock.advance(10);
  mark("orders");

  assert.equal(sent.length, 3);
});

Deno.test("a dashboard that comes back gets the frames from its position on, that one too", () => {
  const { clock, mark, subject } = frames();
  for (let change = 0; change < 5; change++) {
    mark("orders");
    clock.advance(50);
  }

  assert.deepEqual(subject.since(3)?.map(({ seq }) => seq), [3, 4, 5]);
});

Deno.test("a dashboard that was away for longer than frames are kept is told so", () => {
  const { clock, mark, subject } = frames(2);
  for (let change = 0; change < 5; change++) {
    mark("orders");
    clock.advance(50);
  }

  assert.equal(subject.since(4), null, "part of position 4 may be gone");
  assert.deepEqual(subject.since(5)?.map(({ seq }) => seq), [5]);
});
