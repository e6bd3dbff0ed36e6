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
import { GUARD_MS, within } from "./harness/wait.ts";

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

  assert.equal(codeOf(error), "CONNECTION_ENDED");
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
