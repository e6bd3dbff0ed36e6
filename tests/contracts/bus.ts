import assert from "node:assert/strict";
import type { Bus, Doorbell } from "../../lib/bus.ts";
import { GUARD_MS, within } from "../harness/wait.ts";

/** The buses of two servers, and one of another shop that shares what carries them. */
export interface OpenBuses extends AsyncDisposable {
  here: Bus;
  there: Bus;
}

/** What every `Bus` promises. */
export function busContract(name: string, open: () => Promise<OpenBuses>): void {
  const doorbell: Doorbell = {
    epoch: "abc",
    events: [{ seq: 1, channel: "orders", at: "2026-11-24T09:00:00.000Z", data: { id: "ü" } }],
  };

  Deno.test(`${name}: a ring is heard by the other server as it was sent`, async () => {
    await using buses = await open();
    const heard = nextRing(buses.there);
    buses.here.ring(doorbell);

    assert.deepEqual(await heard, doorbell);
  });

  Deno.test(`${name}: a server does not hear itself`, async () => {
    await using buses = await open();
    const own: Doorbell[] = [];
    buses.here.listen((ring) => own.push(ring));
    const answered = nextRing(buses.here);
    buses.here.ring(doorbell);
    await nextRing(buses.there, () => buses.here.ring(doorbell));
    buses.there.ring({ epoch: "answer", events: [] });

    assert.equal((await answered).epoch, "answer");
    assert.deepEqual(own, [{ epoch: "answer", events: [] }]);
  });

  Deno.test(`${name}: whoever stopped listening hears no more`, async () => {
    await using buses = await open();
    const heard: Doorbell[] = [];
    buses.there.listen((ring) => heard.push(ring))();
    await nextRing(buses.there, () => buses.here.ring(doorbell));

    assert.deepEqual(heard, []);
  });
}

/** The next ring that a bus hears. */
export async function nextRing(bus: Bus, then = () => {}): Promise<Doorbell> {
  const { promise, resolve } = Promise.withResolvers<Doorbell>();
  const stop = bus.listen(resolve);
  then();
  const heard = await within(promise, GUARD_MS);
  stop();
  if (!heard) throw new Error("No ring was heard");
  return heard;
}
