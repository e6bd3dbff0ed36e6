import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { LogEvent } from "../../lib/event.ts";
import type { Product } from "../../lib/inventory.ts";
import type { MinuteTotals } from "../../lib/ledger_state.ts";
import type { Log } from "../../lib/log.ts";
import {
  anyPublications,
  cancel,
  ledgerOptions,
  NOON,
  place,
  publication,
  setStock,
} from "../builders.ts";
import { PureShop } from "../pure_shop.ts";

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const LONG_AGO = Date.now() - YEAR_MS;

const KEEP_ALL = { version: 1, maxAgeMs: Infinity, crowdedAgeMs: Infinity, keepEvents: 0 };

/** An opened log on an empty database; `second` is another server's view of the same one. */
export interface OpenLog extends AsyncDisposable {
  log: Log;
  second: Log;
}

/** What every `Log` promises, whatever database it is on. */
export function logContract(name: string, open: () => Promise<OpenLog>): void {
  const promise = (title: string, body: (log: Log, second: Log) => Promise<void>) =>
    Deno.test(`${name}: ${title}`, async () => {
      await using opened = await open();
      await body(opened.log, opened.second);
    });

  promise(
    "an empty log stands at 0 and has an epoch that other servers read too",
    async (log, second) => {
      const head = await log.head();

      assert.match(head.epoch, /^[a-z0-9]{8}$/);
      assert.deepEqual(head, { epoch: head.epoch, seq: 0 });
      assert.deepEqual(await second.head(), head);
    },
  );

  promise("what is committed is read back as it was, in order", async (log) => {
    const data = { z: 1, a: [true, null, "ü\u2028🎉"], nested: { "__proto__ ": 1 } };
    const custom = { type: "custom", index: 0, channel: "clicks", data } as const;
    const batch = [publication(setStock("mug", 9), place(), custom)];
    const { events } = await log.commit(batch, ledgerOptions());

    assert.deepEqual(events.map(({ channel }) => channel), [
      "inventory",
      "alerts",
      "orders",
      "inventory",
      "clicks",
    ]);
    assert.deepEqual(await log.read(0, 100), plain(events));
    assert.equal((await log.head()).seq, 5);
  });

  promise("reading goes on after a position, in pages, and by channel", async (log) => {
    await log.commit(
      [publication(setStock("mug", 50), place(), place({ id: "2" }))],
      ledgerOptions(),
    );
    const seqs = (events: LogEvent[]) => events.map(({ seq }) => seq);

    assert.deepEqual(seqs(await log.read(2, 2)), [3, 4]);
    assert.deepEqual(seqs(await log.read(0, 100, ["orders"])), [2, 4]);
    assert.deepEqual(seqs(await log.read(2, 100, ["orders", "inventory"])), [3, 4, 5]);
    assert.deepEqual(await log.read(5, 100), []);
  });

  promise(
    "orders and stock of one commit are known to the next, on any server",
    async (log, second) => {
      await log.commit([publication(setStock("mug", 20), place())], ledgerOptions());
      const { answers, events } = await second.commit(
        [publication(place(), cancel("1001"))],
        ledgerOptions(),
      );
      const stock = events.find(({ channel }) => channel === "inventory")?.data;

      assert.deepEqual(answers, [{ accepted: 1, duplicates: 1, rejected: [], seq: 5 }]);
      assert.deepEqual(stock, { productId: "mug", name: "mug", available: 20, threshold: 10 });
    },
  );

  promise(
    "whatever is told, servers in turn decide it as one in memory would",
    async (log, second) => {
      const shop = new PureShop();
      const minutes = new Map<string, MinuteTotals>();
      const batches = fc.sample(anyPublications, { numRuns: 25, seed: 20261124 });
      for (const [turn, batch] of batches.entries()) {
        const { events, answers } = await (turn % 2 ? log : second).commit(batch, ledgerOptions());
        const expected = shop.commit(batch);
        for (const totals of expected.minutes) addMinute(minutes, totals);

        assert.deepEqual(plain(events), plain(expected.events));
        assert.deepEqual(answers, expected.answers);
      }
      const from = NOON / 60_000;
      assert.deepEqual(await log.minutes(from, from + 1), [...minutes.values()].sort(byCurrency));
      assert.deepEqual(await log.minutes(from + 1, from + 60), []);
    },
  );

  promise("an Idempotency-Key is kept with its answer", async (log, second) => {
    const idempotency = { key: "orders k1", fingerprint: "f" };
    const request = { ...publication(setStock("mug", 20)), idempotency };
    const first = await log.commit([request], ledgerOptions());
    const again = await second.commit([request], ledgerOptions());

    assert.deepEqual(again.answers, first.answers);
    assert.deepEqual(again.events, []);
  });

  promise("answers kept before a time are forgotten, and later ones not", async (log, second) => {
    const now = Date.parse("2026-11-24T12:00:00Z");
    const request = (key: string) => {
      const idempotency = { key, fingerprint: "f" };
      return [{ ...publication(setStock("mug", 20)), idempotency }];
    };
    const isKept = async (key: string) => {
      const { events } = await second.commit(request(key), ledgerOptions(now + 2_000));
      return events.length === 0;
    };
    await log.commit(request("early"), ledgerOptions(now - 1));
    await log.commit(request("late"), ledgerOptions(now));
    assert.equal(await log.forget(now), true);
    assert.equal(await second.forget(now), false);

    assert.equal(await isKept("late"), true);
    assert.equal(await isKept("early"), false);
  });

  promise(
    "a server that has written alone meets another: what it had read is not written over",
    async (log, second) => {
      await log.commit([publication(setStock("mug", 1_000))], ledgerOptions());
      for (let round = 0; round < 30; round++) {
        const commit = (by: Log, id: string) =>
          by.commit([publication(place({ id: `${round}-${id}` }))], ledgerOptions());
        for (const id of ["a", "b", "c"]) await commit(log, id);
        await Promise.all([commit(log, "d"), commit(second, "e")]);
      }
      const events = await log.read(0, 1_000);
      const sold = events.findLast(({ channel }) => channel === "inventory");

      assert.deepEqual(events.map(({ seq }) => seq), Array.from({ length: 301 }, (_, n) => n + 1));
      assert.equal((sold?.data as Product).available, 1_000 - 30 * 5);
    },
  );

  promise(
    "servers that commit at once leave no gap, no double, and no order counted twice",
    async (log, second) => {
      const commits = Array.from({ length: 20 }, (_, n) => {
        const batch = [publication(place({ id: `own-${n}` }), place({ id: "shared" }))];
        return (n % 2 ? log : second).commit(batch, ledgerOptions());
      });
      const answers = (await Promise.all(commits)).flatMap((commit) => commit.answers);
      const events = await log.read(0, 1_000);

      assert.deepEqual(events.map(({ seq }) => seq), Array.from({ length: 21 }, (_, n) => n + 1));
      assert.equal(answers.reduce((sum, { accepted }) => sum + accepted, 0), 21);
      assert.equal(answers.reduce((sum, { duplicates }) => sum + duplicates, 0), 19);
    },
  );

  promise(
    "a checkpoint is kept by version, and an older one never replaces a newer",
    async (log, second) => {
      assert.equal(await log.loadCheckpoint(1), null);
      await log.saveCheckpoint({ version: 1, seq: 7, board: "seven" });
      await second.saveCheckpoint({ version: 1, seq: 5, board: "five" });

      assert.deepEqual(await second.loadCheckpoint(1), { version: 1, seq: 7, board: "seven" });
      assert.equal(await log.loadCheckpoint(2), null);
    },
  );

  promise(
    "trimming takes what is too old, up to the checkpoint and not beyond",
    async (log, second) => {
      for (const hour of [1, 2, 3, 4]) {
        await log.commit(
          [publication(place({ id: `at-${hour}` }))],
          ledgerOptions(LONG_AGO + hour * HOUR_MS),
        );
      }
      const rule = { ...KEEP_ALL, maxAgeMs: HOUR_MS / 2 };
      const seqs = async () => (await second.read(0, 100)).map(({ seq }) => seq);

      assert.equal(await log.trim(rule), false, "without a checkpoint all is needed");
      await log.saveCheckpoint({ version: 1, seq: 2, board: "two" });
      assert.equal(await log.trim(rule), true);
      assert.deepEqual([await second.trimmed(), await seqs()], [2, [3, 4]]);
      await log.saveCheckpoint({ version: 1, seq: 4, board: "four" });
      assert.equal(await log.trim(rule), true);
      assert.equal(await log.trim(rule), false);
      assert.deepEqual([await second.trimmed(), await seqs()], [3, [4]]);
      assert.deepEqual(await log.head(), { ...await second.head(), seq: 4 });
    },
  );

  promise("trimming by count keeps the newest, and all that came lately", async (log) => {
    for (let n = 0; n < 6; n++) {
      const options = ledgerOptions(LONG_AGO + n * HOUR_MS);
      await log.commit([publication(place({ id: `n${n}` }))], options);
    }
    await log.saveCheckpoint({ version: 1, seq: 6, board: "six" });
    await log.trim({ ...KEEP_ALL, crowdedAgeMs: 2.5 * HOUR_MS, keepEvents: 1 });
    assert.equal(await log.trimmed(), 3);
    await log.trim({ ...KEEP_ALL, crowdedAgeMs: 0, keepEvents: 1 });

    assert.deepEqual((await log.read(0, 100)).map(({ seq }) => seq), [6]);
  });

  const now = Date.now();
  for (
    const [wrong, times] of [
      ["the database's", [now - YEAR_MS - HOUR_MS, now - YEAR_MS]],
      ["the last writer's", [now - HOUR_MS, now + YEAR_MS]],
      ["a writer's that began in 1970", [now - HOUR_MS, 0, now]],
    ] as const
  ) {
    promise(`trimming takes nothing young when one clock is wrong: ${wrong}`, async (log) => {
      for (const [n, at] of times.entries()) {
        await log.commit([publication(place({ id: `n${n}` }))], ledgerOptions(at));
      }
      await log.saveCheckpoint({ version: 1, seq: times.length, board: "all" });
      const rule = { ...KEEP_ALL, maxAgeMs: 2 * HOUR_MS, crowdedAgeMs: 2 * HOUR_MS };

      assert.equal(await log.trim(rule), false);
      assert.equal(await log.trimmed(), 0);
    });
  }
}

function addMinute(into: Map<string, MinuteTotals>, added: MinuteTotals): void {
  const known = into.get(added.currency);
  into.set(added.currency, {
    ...added,
    orders: added.orders + (known?.orders ?? 0),
    units: added.units + (known?.units ?? 0),
    revenue: added.revenue + (known?.revenue ?? 0n),
    refunded: added.refunded + (known?.refunded ?? 0n),
  });
}

function byCurrency(a: MinuteTotals, b: MinuteTotals): number {
  return a.currency < b.currency ? -1 : 1;
}

/** As JSON carries it: what was never there and what is undefined are the same. */
function plain(events: LogEvent[]): LogEvent[] {
  return JSON.parse(JSON.stringify(events));
}
