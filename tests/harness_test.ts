import assert from "node:assert/strict";
import fc from "fast-check";
import postgres from "postgres";
import { openBrowser } from "./harness/browser.ts";
import { PROGRAM_NAMES } from "./harness/install.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { ReturningClient } from "./harness/returning_client.ts";
import { type RunningPostgres, startPostgres, startRedis } from "./harness/servers.ts";
import { SseClient } from "./harness/sse_client.ts";
import { SseParser } from "./harness/sse_parser.ts";
import { parseSummary, summaryLine } from "./harness/summary.ts";
import { poll } from "./harness/wait.ts";

const STREAM = '\uFEFF: hello\r\nretry: 1500\n\nid: a-1\r\nevent: orders\r\ndata: {"total":\r\n' +
  'data: "1 €"}\r\rdata\n\n\ndata:  two blanks 🛒\nid\nevent: \nid: no\0\n\nretry: 1x\ndata:x\r\n\r\ndata: cut';

const MESSAGES = [
  {
    event: "orders",
    data: { total: "1 €" },
    raw: '{"total":\n"1 €"}',
    id: "a-1",
    retry: undefined,
  },
  { event: "message", data: "", raw: "", id: undefined, retry: undefined },
  { event: "message", data: " two blanks 🛒", raw: " two blanks 🛒", id: "", retry: undefined },
  { event: "message", data: "x", raw: "x", id: undefined, retry: undefined },
];

Deno.test("the SSE parser reads the same events wherever the chunks end", () => {
  const bytes = new TextEncoder().encode(STREAM);
  const cuts = fc.array(fc.nat({ max: bytes.length }));
  fc.assert(fc.property(cuts, (cuts) => {
    const parser = new SseParser();
    const ends = [0, ...cuts.sort((a, b) => a - b), bytes.length];
    const chunks = ends.slice(1).map((end, at) => bytes.slice(ends[at], end));
    assert.deepEqual(chunks.flatMap((chunk) => parser.push(chunk)), MESSAGES);
  }));
});

Deno.test("the SSE parser reads a stream that comes byte by byte", () => {
  const parser = new SseParser();
  const bytes = new TextEncoder().encode(STREAM);
  assert.deepEqual([...bytes].flatMap((byte) => parser.push(Uint8Array.of(byte))), MESSAGES);
});

Deno.test("the returning client comes back after a refusal too, with the last id, when it was told to", async () => {
  const asked: (string | null)[] = [];
  const answers = ["retry: 20\nid: a-1\ndata: 1\n\n", null, "id: a-2\ndata: 2\n\n"];
  await using server = Deno.serve({ port: 0, onListen() {} }, (request) => {
    const answer = answers[asked.length];
    asked.push(request.headers.get("last-event-id"));
    return answer === null ? new Response(null, { status: 503 }) : new Response(answer);
  });
  const seen: unknown[] = [];
  const urls = [`http://127.0.0.1:${server.addr.port}/`];
  await using client = new ReturningClient({ urls, onMessage: ({ data }) => seen.push(data) });
  await poll(() => seen.length === 2);

  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(asked.slice(0, 3), [null, "a-1", "a-1"]);
  assert.equal(client.retryMs, 20);
});

Deno.test("the SSE client passes over events, notices the end and says what came", async () => {
  const lines = ["event: init\nid: a-1\ndata: 1\n\n", "event: orders\ndata: 2\n\n"];
  await using server = Deno.serve({ port: 0, onListen() {} }, (request) => {
    assert.equal(request.headers.get("last-event-id"), "a-0");
    return new Response(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()));
  });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  await using client = await SseClient.open(url, { lastEventId: "a-0" });
  assert.equal(client.status, 200);
  assert.equal((await client.next("orders")).data, 2);
  await client.closed;
  assert.equal(client.all.length, 2);
  assert.equal(client.lastEventId, "a-1");
  await assert.rejects(client.next(), /No such event came before the stream ended/);
});

Deno.test("the SSE client can hang up and is told when the connection breaks", async () => {
  const endless = new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(1)) });
  const broken = ReadableStream.from((async function* () {
    yield new TextEncoder().encode("data: 1\n\n");
    await Promise.resolve();
    throw new Error("out of order");
  })());
  await using server = Deno.serve(
    { port: 0, onListen() {}, onError: () => new Response() },
    (r) => new Response(r.url.endsWith("/endless") ? endless : broken),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  await using quiet = await SseClient.open(`${url}/endless`);
  await assert.rejects(quiet.next("orders", 10), /No event "orders" came within 10 ms/);
  await using cut = await SseClient.open(`${url}/broken`);
  await cut.closed;
  assert.ok(cut.error instanceof Error);
});

Deno.test("the summary is read whatever its colour, and is the last one", () => {
  const text =
    "ok | 9 passed | 9 failed (1ms)\n\u001b[31mFAILED\u001b[0m | 12 passed (3 steps) | " +
    "2 failed (1 step) | 1 ignored | 4 filtered out \u001b[90m(2s)\u001b[0m\n\nerror: Test failed\n";
  const summary = parseSummary(text);
  assert.deepEqual(summary, { passed: 12, failed: 2, skipped: 1 });
  assert.equal(summaryLine({ passed: 1, failed: 0, skipped: 0 }), "1 passed, 0 failed");
  assert.equal(summaryLine({ passed: 1, failed: 0, skipped: 2 }), "1 passed, 0 failed, 2 skipped");
  assert.equal(parseSummary("error: Type checking failed."), undefined);
});

Deno.test("a test database is a copy of its template and goes away with its users", async () => {
  await using template = await testDatabase();
  await ask(template.url, "create table t as select 42 as n");
  await using copy = await testDatabase({ template: template.name });
  const sql = postgres(copy.url, { max: 1, onnotice() {} });
  assert.deepEqual([...await sql`select n from t`], [{ n: 42 }]);
  await copy[Symbol.asyncDispose]();
  await assert.rejects(ask(copy.url, "select 1"), /does not exist/);
  await sql.end();
});

Deno.test("a private Postgres keeps what was committed through kill and restart", async () => {
  await using server = await startPostgres({ settings: { max_connections: 10 } });
  const { url } = server;
  await ask(url, "create table t as select 42 as n");
  await server.kill();
  await assert.rejects(ask(url, "select n from t"));
  await server.restart();
  assert.deepEqual(await ask(url, "select n from t"), [{ n: 42 }]);
  assert.deepEqual(await ask(url, "show max_connections"), [{ max_connections: "10" }]);
  await pauseAndResume(server);
  await server.stop();
  await assert.rejects(ask(url, "select n from t"));
});

async function pauseAndResume(server: RunningPostgres): Promise<void> {
  const sql = postgres(server.url, { max: 1 });
  await sql`select 1`;
  server.pause();
  let answered = false;
  const answer = sql`select 1`.then(() => answered = true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(answered, false);
  server.resume();
  await answer;
  await sql.end();
}

async function ask(url: string, query: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1 });
  try {
    return [...await sql.unsafe(query)];
  } finally {
    await sql.end();
  }
}

Deno.test("a private Redis comes back on its port after a kill", async () => {
  await using redis = await startRedis();
  const { port } = redis;
  await redis.kill();
  await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port }));
  await redis.restart();
  assert.equal(redis.port, port);
  (await Deno.connect({ hostname: "127.0.0.1", port })).close();
});

const PROGRAM = `
  console.log("starting as", Deno.env.get("ROLE"), Deno.env.get("SECRET_OF_THE_SHELL"));
  if (Deno.args.includes("--fail")) throw new Error("No such luck");
  const hostname = Deno.env.get("HOST"), port = Number(Deno.env.get("PORT"));
  const server = Deno.serve({ hostname, port, onListen() {} }, () => new Response());
  Deno.addSignalListener("SIGTERM", async () => {
    await server.shutdown();
    console.log("goodbye");
    Deno.exit(7);
  });
`;

Deno.test("a spawned server is live, sees only its own environment, and ends on SIGTERM", async () => {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(entry, PROGRAM);
  Deno.env.set("SECRET_OF_THE_SHELL", "1");
  await using server = await spawnServer({ entry, env: { ROLE: "test" } });
  assert.equal((await fetch(`${server.url}/livez`)).status, 200);
  assert.equal(await server.stop(), 7);
  assert.equal(server.output(), "starting as test undefined\ngoodbye\n");
  await using killed = await spawnServer({ entry });
  assert.equal(await killed.kill(), 137);
  assert.equal(await killed.exited, 137);
  await assert.rejects(
    spawnServer({ entry, args: ["--fail"] }),
    /ended with exit code 1 and wrote:\n(.*\n)*.*No such luck/,
  );
  await Deno.remove(entry);
});

Deno.test("the browser shows a page", async () => {
  await using browser = await openBrowser();
  const page = await browser.newPage();
  await page.setContent("<h1>Flashboard</h1>");
  assert.equal(await page.textContent("h1"), "Flashboard");
});

Deno.test("the test task tells how it is called, and runs nothing then", async () => {
  const args = ["run", "-A", new URL("./run.ts", import.meta.url).pathname, "--help"];
  const { code, stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  const text = new TextDecoder().decode(stdout);

  assert.equal(code, 0);
  assert.match(text, /deno task test \[FILE…\]/);
  for (const name of PROGRAM_NAMES) assert.ok(text.includes(name), name);
  assert.equal(parseSummary(text), undefined);
});
