import assert from "node:assert/strict";
import { serve } from "../lib/web/server.ts";
import { freePort } from "./harness/ports.ts";
import { type ProxyName, type RunningProxy, startProxy } from "./harness/proxy.ts";
import type { SseClient } from "./harness/sse_client.ts";
import { GUARD_MS, poll, within } from "./harness/wait.ts";
import { cookieOf } from "./log_in.ts";
import { anOrder, openShop, Shop } from "./shop.ts";

const CA = new URL("./fixtures/tls/ca.pem", import.meta.url);

interface Case {
  name: string;
  proxy: ProxyName;
  /** Lines beyond the configuration in docs/proxies.md. */
  extra?: string;
  /** What it was told to compress streams with. */
  encoding?: string;
}

const PLAIN: Case[] = [
  { name: "nginx", proxy: "nginx" },
  { name: "HAProxy", proxy: "haproxy" },
  { name: "Apache", proxy: "apache" },
  { name: "Squid", proxy: "squid" },
  { name: "an office's Squid", proxy: "officeSquid" },
  { name: "Varnish", proxy: "varnish" },
];

const CASES: Case[] = [
  ...PLAIN,
  { name: "nginx with HTTP/1.1", proxy: "nginx", extra: "proxy_http_version 1.1;" },
  { name: "nginx with gzip", proxy: "nginx", extra: "gzip_types *;", encoding: "gzip" },
  // It minds no-transform, which the other two do not.
  {
    name: "HAProxy with gzip",
    proxy: "haproxy",
    extra: "compression algo gzip\ncompression type text/event-stream\n",
  },
  { name: "Apache with gzip", proxy: "apache", extra: "SetOutputFilter DEFLATE", encoding: "gzip" },
];

const FIRST_MS = 1_000;
const LATER_MS = 100;
const ORDERS = 20;
const IDLE_S = 3;

/** The shop as those see it who come through the proxy. */
function behind({ url }: RunningProxy, { proxy }: Case, shop: { url: string }) {
  if (proxy !== "officeSquid") return Object.assign(new Shop(url), { [Symbol.dispose]() {} });
  const client = Deno.createHttpClient({ proxy: { url } });
  return Object.assign(new Shop(shop.url, client), { [Symbol.dispose]: () => client.close() });
}

/** Publishes orders one by one, and returns how long after its `201` each was on all streams. */
async function waitsOf(shop: Shop, streams: SseClient[]): Promise<number[]> {
  const waitsMs: number[] = [];
  for (let n = 0; n < ORDERS; n++) {
    const { position } = await shop.publish("orders", anOrder());
    const published = performance.now();
    await Promise.all(streams.map((stream) => stream.next(({ id }) => id === position)));
    waitsMs.push(performance.now() - published);
  }
  return waitsMs.sort((a, b) => a - b);
}

async function streamsOpen(shop: Shop): Promise<number> {
  const text = await (await fetch(`${shop.url}/metrics`)).text();
  return Number(/^flashboard_streams_open (\d+)$/m.exec(text)?.[1]);
}

for (const each of PLAIN) {
  Deno.test(`proxies: behind ${each.name} a page may acknowledge alerts, and one of another site may not`, async () => {
    await using shop = await openShop();
    await using proxy = await startProxy(each.proxy, shop.url);
    using outside = behind(proxy, each, shop);
    await shop.publish("alerts", { title: "Slow" });
    const [{ id } = assert.fail("no alert")] = (await shop.metrics()).alerts;
    const statuses = [];
    // Over plain HTTP browsers say no more of where a request comes from.
    for (const origin of ["http://evil.example", new URL(outside.url).origin]) {
      const response = await outside.change(id, '{"acknowledged":true}', { origin });
      await response.body?.cancel();
      statuses.push(response.status);
    }

    assert.deepEqual(statuses, [403, 204]);
  });
}

Deno.test("proxies: behind HAProxy's TLS a log-in's cookie is Secure, and changes are our own page's alone", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "open sesame" });
  const tlsPort = freePort();
  await using proxy = await startProxy("haproxy", shop.url, { tlsPort });
  using client = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(CA)] });
  const origin = `https://localhost:${tlsPort}`;
  const outside = new Shop(origin, client);
  const through = { client };
  await shop.publish("alerts", { title: "Slow" });
  const board = (url: string, cookie: string) =>
    fetch(`${url}/api/metrics`, { ...through, headers: { cookie } });
  const enter = (url: string, from: string) =>
    fetch(`${url}/login`, {
      ...through,
      method: "POST",
      body: new URLSearchParams({ password: "open sesame", to: "/" }),
      headers: { origin: from },
      redirect: "manual",
    });
  const [foreign, own, plain] = await Promise.all([
    enter(origin, "https://evil.example"),
    enter(origin, origin),
    enter(proxy.url, proxy.url),
  ]);
  const cookie = cookieOf(own);
  const read = await board(origin, cookie);
  const [{ id } = assert.fail("no alert")] = (await read.json()).alerts;
  const unencrypted = await board(proxy.url, cookie);
  const changes = [];
  for (const from of ["https://evil.example", origin]) {
    changes.push(await outside.change(id, '{"acknowledged":true}', { origin: from, cookie }));
  }
  const answers = [foreign, own, plain, unencrypted, ...changes];
  await Promise.all(answers.map((answer) => answer.body?.cancel()));

  assert.deepEqual([foreign.status, own.status], [403, 303]);
  assert.match(own.headers.getSetCookie().join(), /^__Host-flashboard=\S+;.* Secure;/);
  assert.doesNotMatch(plain.headers.getSetCookie().join(), /Secure/);
  assert.deepEqual([read.status, unencrypted.status], [200, 401]);
  assert.deepEqual(changes.map(({ status }) => status), [403, 204]);
});

for (const each of CASES) {
  Deno.test(`proxies: ${each.name} passes events on at once, to every client`, async () => {
    await using shop = await openShop();
    await using proxy = await startProxy(each.proxy, shop.url, each);
    using outside = behind(proxy, each, shop);
    await outside.publish("orders", anOrder());
    const asked = performance.now();
    await using first = await outside.dashboard();
    await using second = await outside.dashboard();
    await using events = await outside.events("?after=0");
    const streams = [first, second, events];
    await Promise.all(streams.map((stream) => stream.next()));
    const firstMs = performance.now() - asked;
    const waitsMs = await waitsOf(shop, streams);
    const open = await streamsOpen(shop);
    const encodings = streams.map(({ headers }) => headers.get("content-encoding"));

    assert.ok(firstMs < FIRST_MS, `first events after ${firstMs} ms`);
    // The median, as the machine may stall; a proxy that holds events back does so with each.
    assert.ok((waitsMs[ORDERS / 2] ?? Infinity) < LATER_MS, `on all streams after ${waitsMs} ms`);
    assert.equal(open, 3, "every client has a stream of its own");
    assert.deepEqual(encodings, Array(3).fill(each.encoding ?? null));
  });
}

/** Streams live through three time-outs, of which one ends a stream without heartbeats. */
async function outlive(each: Case): Promise<void> {
  await using shop = await openShop();
  await using proxy = await startProxy(each.proxy, shop.url, { idleS: IDLE_S });
  using outside = behind(proxy, each, shop);
  const gone = await outside.events("?heartbeat=1");
  await gone[Symbol.asyncDispose]();
  await using silent = await outside.events("?heartbeat=60");
  await using dashboard = await outside.dashboard({}, "?heartbeat=1");
  await using events = await outside.events("?heartbeat=1");
  const ended = await within(silent.closed.then(() => true), GUARD_MS);
  for (let beat = 0; beat < 3 * IDLE_S; beat++) {
    await Promise.all([dashboard.next("heartbeat"), events.next("heartbeat")]);
  }
  const noticed = await poll(async () => await streamsOpen(shop) === 2);

  assert.ok(ended, `${each.name} ended no stream that was silent for ${IDLE_S} s`);
  assert.ok(noticed, `behind ${each.name} the server did not notice that one hung up`);
}

Deno.test("proxies: a quiet stream outlives idle time-outs, and the server notices who hangs up", async () => {
  await Promise.all(PLAIN.map(outlive));
});

/** A server whose streams say who the proxy says the client is, and how it came. */
function whoServer() {
  const app = ({ headers }: Request) =>
    Promise.resolve(
      new Response(
        `data: ${headers.get("x-forwarded-for")} ${headers.get("x-forwarded-proto")}\n\n`,
      ),
    );
  return serve(app, { host: "127.0.0.1", port: 0, sharesPort: false });
}

Deno.test("proxies: each tells the server who the client is, and those that can end TLS how it came", async () => {
  const server = await whoServer();
  const url = `http://127.0.0.1:${server.port}`;
  await Promise.all(PLAIN.map(async (each) => {
    await using proxy = await startProxy(each.proxy, url);
    using outside = behind(proxy, each, { url });
    await using stream = await outside.dashboard();

    // HAProxy names TLS alone; the others' blocks have no port for it.
    const scheme = each.proxy === "nginx" || each.proxy === "apache" ? "http" : "null";
    assert.equal((await stream.next()).raw, `127.0.0.1 ${scheme}`, each.name);
  }));
  server.cut();
  await server.stop();
});

async function readUntil(connection: Deno.Conn, wanted: string): Promise<string> {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(65_536);
  let text = "";
  while (!text.includes(wanted)) {
    const length = await within(connection.read(bytes), GUARD_MS);
    assert.ok(length, `no "${wanted}" came after ${text}`);
    text += decoder.decode(bytes.subarray(0, length), { stream: true });
  }
  return text;
}

Deno.test("proxies: one that asks with HTTP/1.0 gets a stream without chunks", async () => {
  await using shop = await openShop();
  const { hostname, port } = new URL(shop.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(
    new TextEncoder().encode("GET /api/stream/metrics HTTP/1.0\r\nHost: localhost\r\n\r\n"),
  );
  const begin = await readUntil(connection, "event: init");
  const { position } = await shop.publish("orders", anOrder());
  await readUntil(connection, `id: ${position}`);
  const [head = "", body = ""] = begin.split("\r\n\r\n");

  assert.match(head, /^HTTP\/1\.[01] 200 /);
  assert.doesNotMatch(head, /transfer-encoding|content-length/i);
  assert.match(body, /^retry: \d+\n/);
});
