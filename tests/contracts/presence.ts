import assert from "node:assert/strict";
import { ACTIVE_MS, type Presence } from "../../lib/presence.ts";
import { FakeClock } from "../fake_clock.ts";

export interface OpenPresence extends AsyncDisposable {
  presence: Presence;
}

/**
 * What every `Presence` promises.
 *
 * @param error How far a count may be off, as a share of it.
 */
export function presenceContract(
  name: string,
  error: number,
  open: (clock: FakeClock) => Promise<OpenPresence>,
): void {
  Deno.test(`${name}: a visitor counts once, however often seen`, async () => {
    await using opened = await open(new FakeClock());
    const { presence } = opened;
    assert.equal(await presence.count(), 0);
    await presence.seen(["ada", "bob", "ada"]);
    await presence.seen(["bob"]);
    await presence.seen([]);

    assert.equal(await presence.count(), 2);
  });

  Deno.test(`${name}: a visitor counts for five minutes after last being seen`, async () => {
    const clock = new FakeClock();
    await using opened = await open(clock);
    const { presence } = opened;
    await presence.seen(["ada", "bob"]);
    clock.advance(ACTIVE_MS / 2);
    await presence.seen(["bob"]);
    clock.advance(ACTIVE_MS / 2);

    assert.equal(await presence.count(), 1, "ada left");
    clock.advance(ACTIVE_MS / 2);
    assert.equal(await presence.count(), 0, "bob left");
  });

  Deno.test(`${name}: as many are counted as there are, within ${error * 100} %`, async () => {
    const clock = new FakeClock();
    await using opened = await open(clock);
    const { presence } = opened;
    for (let present = 0; present < 50_000;) {
      const coming = Array.from({ length: 5_000 }, () => `visitor-${present++}`);
      await presence.seen(coming);
      await presence.seen(coming.slice(0, 100));
      clock.advance(20_000);
      const count = await presence.count() ?? NaN;
      assert.ok(Math.abs(count - present) <= present * error, `${count} of ${present}`);
    }
  });

  Deno.test(`${name}: visitors seen by a clock that ran ahead do not count once it is right`, async () => {
    const clock = new FakeClock();
    await using opened = await open(clock);
    const { presence } = opened;
    await presence.seen(["ada"]);
    clock.step(24 * 3_600_000);
    await presence.seen(["bob"]);
    clock.step(-24 * 3_600_000);
    await presence.seen(["ada"]);

    assert.equal(await presence.count(), 1, "ada, and not bob");
  });
}
