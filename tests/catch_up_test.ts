import assert from "node:assert/strict";
import type { LogEvent } from "../lib/event.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { residentBytes } from "./harness/memory.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { SseParser } from "./harness/sse_parser.ts";
import { KEY, Shop } from "./shop.ts";

const EVENTS = 100_000;
const BYTES_EACH = 1_000;

/** Fills the log as a long sale would have. */
async function fillLog(url: string): Promise<void> {
  const sql = await openPostgres({ url }, () => {});
  await sql`
    insert into flashboard.events
    select n, 'clicks', now(), json_build_object('n', n, 'fill', repeat('x', ${BYTES_EACH}))
    from generate_series(1, ${EVENTS}::int) as n`;
  await sql`update flashboard.stream set head = ${EVENTS}`;
  await sql.end();
}

/** A stream's events, read as they are asked for and not kept. */
async function* eventsOf(url: string): AsyncGenerator<LogEvent> {
  const { body } = await fetch(url);
  const parser = new SseParser();
  for await (const chunk of body ?? []) {
    for (const { event, data } of parser.push(chunk)) {
      if (event === "message") yield data as LogEvent;
    }
  }
}

Deno.test({
  name:
    `catching up: a client ${EVENTS} events behind gets all of them, a page of memory at a time`,
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using database = await testDatabase();
    await fillLog(database.url);
    const env = { DATABASE_URL: database.url, PUBLISH_KEY: KEY };
    await using server = await spawnServer({ env });
    const shop = new Shop(server.url);
    await using _unread = await shop.events("?after=0");
    const most = { first: 0, second: 0 };
    let last = 0;
    for await (const { seq } of eventsOf(`${server.url}/api/stream/events?after=0`)) {
      if (seq !== last + 1) assert.equal(seq, last + 1);
      last = seq;
      const half = seq <= EVENTS / 2 ? "first" : "second";
      if (seq % 2_000 === 0) most[half] = Math.max(most[half], await residentBytes(server.pid));
      if (seq === EVENTS) break;
    }

    assert.equal(last, EVENTS);
    // What a garbage collector leaves lying about does not grow with what was read.
    assert.ok(most.second < 1.3 * most.first, `${most.first} bytes, then ${most.second}`);
  },
});
