import assert from "node:assert/strict";
import { Calendar } from "../lib/day.ts";
import { FlashboardError } from "../lib/error.ts";
import { Ingest, type IngestOptions } from "../lib/ingest.ts";
import type { Publication } from "../lib/command.ts";
import { decide } from "../lib/ledger.ts";
import type { Committed, Log } from "../lib/log.ts";
import { emptyLedger, ledgerOptions, place, publication } from "./builders.ts";
import { FakeClock } from "./fake_clock.ts";

/** A log whose commits end when a test says so. */
class HeldLog implements Pick<Log, "commit"> {
  readonly batches: (readonly Publication[])[] = [];
  readonly #state = emptyLedger();
  #held: (() => void)[] = [];
  /** Orders with this id cannot be written, as if the database refused their data. */
  poison = "poison";
  away = false;

  commit(batch: readonly Publication[]): Promise<Committed> {
    this.batches.push(batch);
    return new Promise((resolve, reject) => {
      this.#held.push(() => {
        if (this.away) return reject(new FlashboardError("unavailable", "away"));
        if (JSON.stringify(batch).includes(this.poison)) return reject(new Error("bad data"));
        const { events, answers } = decide(this.#state, batch, ledgerOptions());
        resolve({ epoch: "abc", events, answers });
      });
    });
  }

  /** Ends the commits that are on their way, and those they bring, until none is left. */
  async letGo(): Promise<void> {
    await settle();
    while (this.#held.length > 0) {
      for (const end of this.#held.splice(0)) end();
      await settle();
    }
  }
}

/** Lets promises that are ready run on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function openIngest(changes: Partial<IngestOptions> = {}) {
  const log = new HeldLog();
  const told: number[] = [];
  const ingest = new Ingest({
    log: log as Pick<Log, "commit"> as Log,
    clock: new FakeClock(),
    calendar: new Calendar("UTC"),
    lowStockThreshold: () => 10,
    onCommit: ({ events }) => told.push(...events.map(({ seq }) => seq)),
    ...changes,
  });
  const publish = (id: string) => ingest.publish(publication(place({ id })));
  return { log, told, ingest, publish };
}

Deno.test("ingest: requests that come while one is written share the next transaction", async () => {
  const { log, publish } = openIngest();
  const first = publish("1");
  await Promise.resolve();
  await Promise.resolve();
  const others = ["2", "3", "4"].map(publish);
  await log.letGo();
  await Promise.all([first, ...others]);

  assert.deepEqual(log.batches.map((batch) => batch.length), [1, 3]);
});

Deno.test("ingest: others are told before the publisher is answered, never before the commit", async () => {
  const { log, told, publish } = openIngest();
  const answered = publish("1").then(() => [...told]);
  await Promise.resolve();
  assert.deepEqual(told, []);
  await log.letGo();

  assert.deepEqual(await answered, [1]);
});

Deno.test("ingest: an item that the database cannot take sinks none of its neighbours", async () => {
  const { log, publish } = openIngest();
  const outcomes = Promise.allSettled(["1", "poison", "3"].map(publish));
  await log.letGo();

  assert.deepEqual((await outcomes).map(({ status }) => status), [
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
});

Deno.test("ingest: an outage is told to all who wait, and the next request is tried again", async () => {
  const { log, publish } = openIngest();
  log.away = true;
  const refused = Promise.allSettled(["1", "2"].map(publish));
  await log.letGo();
  for (const outcome of await refused) {
    assert.ok(outcome.status === "rejected" && outcome.reason instanceof FlashboardError);
  }
  log.away = false;
  const taken = publish("3");
  await log.letGo();

  assert.equal((await taken).receipt.accepted, 1);
});

Deno.test("ingest: a full queue says so at once, and takes requests again when it drains", async () => {
  const { log, publish } = openIngest({ queueItems: 2 });
  const waiting = ["1", "2"].map(publish);
  await assert.rejects(publish("3"), { code: "unavailable", retryAfterS: 1 });
  await log.letGo();
  await Promise.all(waiting);
  const later = publish("3");
  await log.letGo();

  assert.equal((await later).receipt.accepted, 1);
});

Deno.test("ingest: a batch holds at most as many items as it may", async () => {
  const { log, publish } = openIngest({ batchItems: 2 });
  const all = ["1", "2", "3", "4", "5"].map(publish);
  await log.letGo();
  await Promise.all(all);

  assert.deepEqual(log.batches.map((batch) => batch.length), [2, 2, 1]);
});

Deno.test("ingest: closing writes what waits and refuses what comes", async () => {
  const { log, ingest, publish } = openIngest();
  const waiting = publish("1");
  const closed = ingest.close();
  await assert.rejects(publish("2"), { code: "unavailable" });
  await log.letGo();
  await closed;

  assert.equal((await waiting).receipt.accepted, 1);
});
