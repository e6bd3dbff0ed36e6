import assert from "node:assert/strict";
import { PostgresGauges } from "../lib/postgres/gauges.ts";
import { PostgresLog } from "../lib/postgres/log.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { Retention } from "../lib/retention.ts";
import { ledgerOptions, publication, setStock } from "./builders.ts";
import { FakeClock } from "./fake_clock.ts";
import { testDatabase } from "./harness/postgres.ts";

Deno.test("retention: an answer to an Idempotency-Key is kept for four days, also where the log is kept whole", async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const sql = stack.adopt(await openPostgres(database, () => {}), (sql) => sql.end());
  const log = new PostgresLog(sql);
  const gauges = new PostgresGauges(sql);
  const clock = new FakeClock();
  const onTrouble = (error: unknown) => assert.fail(String(error));
  const retention = stack.use(
    new Retention({ log, gauges, clock, logDays: 0, logEvents: 0, onTrouble }),
  );
  const idempotency = { key: "inventory k", fingerprint: "f" };
  const isNew = async () => {
    const request = { ...publication(setStock("mug", 20)), idempotency };
    const { events } = await log.commit([request], ledgerOptions(clock.now()));
    return events.length > 0;
  };
  assert.equal(await isNew(), true);
  clock.step(4 * 24 * 3_600_000);
  await retention.run();
  assert.equal(await isNew(), false);
  clock.step(1);
  await retention.run();

  assert.equal(await isNew(), true);
});
