import assert from "node:assert/strict";
import { SharedValues } from "../lib/shared.ts";
import { FakeClock } from "./fake_clock.ts";

Deno.test("shared: a herd asks once, and again when the answer is too old", async () => {
  const clock = new FakeClock();
  const shared = new SharedValues<number>(clock);
  let made = 0;
  const ask = (maxAgeMs: number) => shared.get("today", maxAgeMs, () => Promise.resolve(++made));
  const herd = await Promise.all(Array.from({ length: 10_000 }, () => ask(5_000)));
  assert.deepEqual(new Set(herd.map(({ value }) => value)), new Set([1]));

  clock.advance(4_999);
  assert.deepEqual(await ask(5_000), { value: 1, ageS: 4 });
  clock.advance(1);
  assert.deepEqual(await ask(5_000), { value: 2, ageS: 0 });
  assert.equal((await ask(0)).value, 3);
  assert.equal((await ask(5_000)).value, 3);
});

Deno.test("shared: a failure is told to those who waited for it, and to nobody after", async () => {
  const shared = new SharedValues<string>(new FakeClock());
  const fail = () => Promise.reject(new Error("away"));
  const waiting = [shared.get("a", 5_000, fail), shared.get("a", 5_000, fail)];
  for (const one of waiting) await assert.rejects(one, /away/);

  assert.equal((await shared.get("a", 5_000, () => Promise.resolve("back"))).value, "back");
});

Deno.test("shared: only so many values are kept", async () => {
  const shared = new SharedValues<number>(new FakeClock());
  let made = 0;
  const ask = (key: string) => shared.get(key, 5_000, () => Promise.resolve(++made));
  for (let n = 0; n < 40; n++) await ask(`key ${n}`);
  await ask("key 39");
  assert.equal(made, 40);
  await ask("key 0");
  assert.equal(made, 41);
});
