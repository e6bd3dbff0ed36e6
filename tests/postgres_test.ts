import assert from "node:assert/strict";
import * as fc from "fast-check";
import postgres from "postgres";
import { connect, type Sql } from "../lib/postgres/connect.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { codeOf } from "../lib/postgres/outage.ts";
import { socketMaker } from "../lib/postgres/socket.ts";
import { freePort } from "./harness/ports.ts";
import { EMPTY, testDatabase } from "./harness/postgres.ts";
import { startPostgres } from "./harness/servers.ts";
import { GUARD_MS, poll, within } from "./harness/wait.ts";

function closing(sql: Sql | postgres.Sql): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) };
}

Deno.test("postgres: any list of texts is sent as it is, and read back", async () => {
  await using database = await testDatabase();
  const sql = connect(database);
  await using _closed = closing(sql);
  const texts = fc.array(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[{}",\\ \n]*$/)),
  );
  await fc.assert(fc.asyncProperty(texts, async (list) => {
    const sent = list.map((text) => text.replaceAll("\0", ""));
    const [row] = await sql<{ list: string[]; size: number }[]>`
      select ${sent}::text[] as list, cardinality(${sent}::text[]) as size`;

    assert.deepEqual(row?.list, sent);
    assert.equal(row.size, sent.length);
  }));
});

Deno.test("postgres: servers that start together on an empty database make its tables once", async () => {
  await using database = await testDatabase({ template: EMPTY });
  await using stack = new AsyncDisposableStack();
  const report = (_level: string, sentence: string) => assert.fail(sentence);
  const pools = await Promise.all([1, 2, 3].map(() => openPostgres(database, report)));
  for (const sql of pools) stack.use(closing(sql));

  for (const sql of pools) assert.deepEqual([...await sql`select * from flashboard.events`], []);
});

/** A proxy whose Postgres is away: it hears what a client has to say, and hangs up. */
async function hangUp(listener: Deno.Listener): Promise<void> {
  for await (const connection of listener) {
    await connection.read(new Uint8Array(1_000));
    connection.close();
  }
}

Deno.test("postgres: a peer that hangs up before it answers is an error at once", async () => {
  const port = freePort();
  const proxy = Deno.listen({ hostname: "127.0.0.1", port });
  const serving = hangUp(proxy);
  const sql = connect({ url: `postgres://user:password@127.0.0.1:${port}/shop` });
  await using _closed = closing(sql);
  const error = await within(sql`select 1`.catch((error: unknown) => error), GUARD_MS);
  proxy.close();
  await serving;

  assert.equal(codeOf(error), "CONNECTION_CLOSED");
});

Deno.test("postgres: a server that falls silent is given up, and found again when it speaks", async () => {
  await using server = await startPostgres();
  const options = { socket: socketMaker(1_500), max: 1, fetch_types: false };
  const sql = postgres(server.url, options);
  await using _closed = closing(sql);
  await sql`select 1`;
  server.pause();
  await assert.rejects(sql`select 1`, { code: "CONNECTION_CLOSED" });
  server.resume();
  const [row] = await sql`select 1 as one`;

  assert.equal(row?.["one"], 1);
});

/** Connections of this database that sleep. */
function sleepers(admin: postgres.Sql) {
  return admin<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and wait_event = 'PgSleep'`;
}

Deno.test("postgres: what is asked as a connection breaks is answered or refused, and what comes later answered", async () => {
  await using database = await testDatabase();
  const admin = postgres(database.url, { max: 1 });
  await using _admin = closing(admin);
  // Nothing watches for silence: what is forgotten stays so.
  const options = { socket: socketMaker(0), max: 1, fetch_types: false };
  const sql = postgres(database.url, options);
  await using _closed = closing(sql);
  await sql`select 1`;
  const asked = sql`select pg_sleep(600)`.catch(() => sql`select 1`.catch(codeOf));
  await poll(async () => (await sleepers(admin)).length > 0);
  // Postgres ends without having read this, so TCP resets the connection.
  const unread = sql`select 1`.catch(codeOf);
  for (const { pid } of await sleepers(admin)) await admin`select pg_terminate_backend(${pid})`;

  assert.equal(await unread, "ECONNRESET");
  assert.ok(await within(asked, GUARD_MS));
  const isAnswered = () => sql`select 1`.then(() => true, () => false);
  assert.ok(await within(poll(isAnswered), GUARD_MS));
});
