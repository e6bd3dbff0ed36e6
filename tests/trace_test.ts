import assert from "node:assert/strict";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { poll } from "./harness/wait.ts";
import { granted } from "./start_program.ts";
import { anOrder, KEY, Shop } from "./shop.ts";

interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  links: { traceId: string; spanId: string }[];
}

/** Takes traces as OTLP over HTTP in JSON, as a collector does. */
function openCollector() {
  const spans: ReceivedSpan[] = [];
  const texts: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const text = await request.text();
    // What a server prints goes to the collector too, its first key with it.
    if (request.url.endsWith("/v1/traces")) texts.push(text);
    for (const { scopeSpans } of JSON.parse(text).resourceSpans ?? []) {
      for (const { scope, spans: some } of scopeSpans) {
        if (scope.name === "flashboard") spans.push(...some);
      }
    }
    return Response.json({});
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { spans, texts, url, [Symbol.asyncDispose]: () => server.shutdown() };
}

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

Deno.test("traces: a publish is followed from its sender's trace over its commit to the frame that shows it", async () => {
  await using collector = openCollector();
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url, PUBLISH_KEY: KEY };
  await using server = await spawnServer({
    flags: await granted(env),
    env: {
      ...env,
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: "100",
    },
  });
  const shop = new Shop(server.url);
  await using _dashboard = await shop.dashboard();
  const traceparent = `00-${TRACE}-${PARENT}-01`;
  const order = anOrder({ customer: "Ada Lovelace" });
  const response = await shop.post("orders", JSON.stringify(order), { traceparent });
  await response.body?.cancel();
  const find = (name: string) => collector.spans.find((span) => span.name === name);
  assert.ok(await poll(() => find("publish") && find("commit") && find("frame") ? true : false));
  const [publish, commit, frame] = [find("publish"), find("commit"), find("frame")];

  assert.deepEqual([publish?.traceId, publish?.parentSpanId], [TRACE, PARENT]);
  const idsOf = (span?: ReceivedSpan) =>
    span?.links.map(({ traceId, spanId }) => [traceId, spanId]);
  assert.deepEqual(idsOf(commit), [[publish?.traceId, publish?.spanId]]);
  assert.deepEqual(idsOf(frame), [[commit?.traceId, commit?.spanId]]);
  assert.doesNotMatch(collector.texts.join(), /Lovelace|test-publish-key/);
});
