import assert from "node:assert/strict";
import * as fc from "fast-check";
import { connect, type Sql } from "../lib/postgres/connect.ts";
import { testDatabase } from "./harness/postgres.ts";

function closing(sql: Sql): AsyncDisposable {
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
