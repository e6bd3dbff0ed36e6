import assert from "node:assert/strict";
import type { Notice } from "../lib/outbox.ts";
import { PostgresOutbox } from "../lib/postgres/outbox.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { testDatabase } from "./harness/postgres.ts";

const AT = "2026-11-24T09:00:00.000Z";

function notice(type: Notice["type"], subject = "a1", data: Record<string, unknown> = {}): Notice {
  return { key: `${type}:${subject}`, type, at: AT, data };
}

/** An outbox on a database of its own, and what it keeps. */
async function openOutbox() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const sql = stack.adopt(await openPostgres(database, () => {}), (sql) => sql.end());
  return {
    outbox: new PostgresOutbox(sql),
    addTarget: (id: string, types: string[], severity = "info", createdAt = AT) =>
      sql`insert into flashboard.targets (id, kind, name, config, types, least_severity, created_at)
        values (${id}, 'webhook', ${id}, '{}', ${types}, ${severity}, ${createdAt}::text::timestamptz)`,
    disable: (id: string) => sql`update flashboard.targets set disabled = 'Gone' where id = ${id}`,
    kept: async () => {
      const rows = await sql<{ id: string; target: string; key: string; notice: Notice }[]>`
        select id, target, key, notice from flashboard.deliveries order by no`;
      return rows.map(({ target, key }) => `${target} ${key}`);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

Deno.test("outbox: a notice is kept once for every target that takes it, whoever posts it again", async () => {
  await using kept = await openOutbox();
  await kept.addTarget("all", ["alert.triggered", "promotion.pause.requested"]);
  await kept.addTarget("pauses", ["promotion.pause.requested"]);
  const notices = [notice("alert.triggered"), notice("promotion.pause.requested", "p1")];
  await Promise.all([1, 2, 3].map(() => kept.outbox.post(notices)));
  await kept.outbox.post([]);

  assert.deepEqual((await kept.kept()).sort(), [
    "all alert.triggered:a1",
    "all promotion.pause.requested:p1",
    "pauses promotion.pause.requested:p1",
  ]);
});

Deno.test("outbox: a target takes the severities from its least one up, and what has none", async () => {
  await using kept = await openOutbox();
  await kept.addTarget("t", ["alert.triggered", "promotion.pause.requested"], "warning");
  await kept.outbox.post([
    ...["info", "warning", "critical"].map((severity) =>
      notice("alert.triggered", severity, { severity })
    ),
    notice("promotion.pause.requested", "p1"),
  ]);

  assert.deepEqual(await kept.kept(), [
    "t alert.triggered:warning",
    "t alert.triggered:critical",
    "t promotion.pause.requested:p1",
  ]);
});

Deno.test("outbox: a new target gets no old news, and a disabled one none that is new", async () => {
  await using kept = await openOutbox();
  await kept.addTarget("before", ["alert.triggered"], "info", AT);
  await kept.addTarget("after", ["alert.triggered"], "info", "2026-11-24T09:00:00.001Z");
  await kept.addTarget("off", ["alert.triggered"]);
  await kept.disable("off");
  await kept.outbox.post([notice("alert.triggered")]);

  assert.deepEqual(await kept.kept(), ["before alert.triggered:a1"]);
});

Deno.test("outbox: only who was told of an alert is told what became of it, also once it is disabled", async () => {
  await using kept = await openOutbox();
  const types = ["alert.triggered", "alert.acknowledged", "alert.resolved"];
  await kept.addTarget("told", types);
  await kept.addTarget("new", types, "info", "2026-11-24T09:30:00Z");
  await kept.outbox.post([notice("alert.triggered"), notice("alert.acknowledged")]);
  await kept.disable("told");
  await kept.outbox.post([notice("alert.resolved"), notice("alert.resolved", "other")]);

  assert.deepEqual(await kept.kept(), [
    "told alert.triggered:a1",
    "told alert.acknowledged:a1",
    "told alert.resolved:a1",
  ]);
});
