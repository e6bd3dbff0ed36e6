import assert from "node:assert/strict";
import type { Scope } from "../lib/keys.ts";
import type { Metrics } from "../lib/metrics.ts";
import { FakeClock } from "./fake_clock.ts";
import { poll } from "./harness/wait.ts";
import { MemoryPresence } from "../lib/memory/presence.ts";
import { ACTIVE_MS } from "../lib/presence.ts";
import { VISITORS_PER_ADDRESS, Visits } from "../lib/visits.ts";
import { KEY, openShop, type Shop } from "./shop.ts";
import { keyFor, PERSON } from "./visitor.ts";

const STOREFRONT = "https://shop.example";

interface VisitOptions {
  key?: string;
  /** Headers over those of a person's browser on a page of the shop. */
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a visit as the beacon does. */
function visit(shop: Shop, options: VisitOptions = {}): Promise<Response> {
  const { key, headers, body = '{"visitor":"ada"}' } = options;
  return fetch(`${shop.url}/api/publish/visits${key === undefined ? "" : `?key=${key}`}`, {
    method: "POST",
    headers: { origin: STOREFRONT, "user-agent": PERSON, ...headers },
    body,
  });
}

async function answerOf(response: Promise<Response>) {
  const { status, headers } = await response;
  return { status, headers, body: await (await response).json() };
}

type Body = (shop: Shop, key: string, database: string) => Promise<void>;

const promises: [title: string, body: Body][] = [];

/** What holds whatever was counted before: all are tried on one server. */
function promise(title: string, body: Body): void {
  promises.push([title, body]);
}

promise("the beacon is below 1 KiB, and may be loaded and kept by any shop", async (shop) => {
  const ask = (etag: string) =>
    fetch(`${shop.url}/beacon.js`, { headers: { "if-none-match": etag } });
  const first = await ask("");
  const script = await first.arrayBuffer();
  const again = await ask(first.headers.get("etag") ?? "none");

  assert.ok(script.byteLength > 0 && script.byteLength < 1_024, `${script.byteLength} bytes`);
  assert.deepEqual([first.status, again.status], [200, 304]);
  assert.match(first.headers.get("content-type") ?? "", /^text\/javascript/);
  for (const { headers } of [first, again]) {
    assert.equal(headers.get("cache-control"), "public, max-age=3600");
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.equal(headers.get("cross-origin-resource-policy"), "cross-origin");
  }
});

promise("other origins may ask to send visits, and nothing else", async (shop) => {
  const ask = async (channel: string) => {
    const response = await fetch(`${shop.url}/api/publish/${channel}`, {
      method: "OPTIONS",
      headers: {
        origin: STOREFRONT,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    await response.body?.cancel();
    return response;
  };
  const { status, headers } = await ask("visits");

  assert.equal(status, 204);
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.equal(headers.get("access-control-allow-methods"), "POST");
  assert.equal(headers.get("access-control-allow-headers"), "authorization,content-type");
  for (const channel of ["orders", "inventory", "alerts", "clicks"]) {
    const refused = await ask(channel);
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get("access-control-allow-origin"), null, channel);
  }
});

/** Where a key stands, and whether a page sends it. */
const WAYS: Record<string, (key: string) => VisitOptions> = {
  "in the URL of a page": (key) => ({ key }),
  "in a page's header": (key) => ({ headers: { authorization: `Bearer ${key}` } }),
};

const RULES: [scopes: Scope[], status: number, detail: RegExp | null][] = [
  [["publish:visits"], 201, null],
  [["publish"], 403, /must not be public: its scope is publish\. Replace it now/],
  [["publish:visits", "publish:orders"], 403, /must not be public/],
  [["publish:orders"], 403, /must not be public/],
  [[], 403, /must not be public/],
];

promise("only a key for visits alone is taken from a page or an URL", async (shop, _, database) => {
  for (const [scopes, status, detail] of RULES) {
    const key = await keyFor(database, ...scopes);
    for (const [way, options] of Object.entries(WAYS)) {
      const { status: given, headers, body } = await answerOf(visit(shop, options(key)));

      assert.equal(given, status, `${scopes} ${way}`);
      assert.equal(headers.get("access-control-allow-origin"), "*");
      if (detail) assert.match(body.detail, detail);
    }
  }
  assert.equal((await answerOf(visit(shop, { key: KEY }))).status, 403, "that of PUBLISH_KEY");
  assert.equal((await answerOf(visit(shop, { key: "wrong-key" }))).status, 401);
  assert.equal((await answerOf(visit(shop))).status, 401);
});

promise("a public key is held to its rules without an origin too", async (shop, key) => {
  const send = (body: unknown) =>
    shop.post("visits", JSON.stringify(body), {
      authorization: `Bearer ${key}`,
      "user-agent": PERSON,
    });
  const one = await answerOf(send({ visitor: "ada" }));
  const many = await answerOf(send([{ visitor: "ada" }, { visitor: "bob" }]));

  assert.equal(one.status, 201);
  assert.equal(one.body.position, undefined);
  assert.equal(many.status, 422);
});

const BAD: [body: string, status: number][] = [
  ["visitor=ada", 400],
  ["{}", 422],
  ['{"visitor":""}', 422],
  [JSON.stringify({ visitor: "x".repeat(201) }), 422],
  [JSON.stringify({ visitor: "x".repeat(2_048) }), 413],
];

promise("what is no visit is refused", async (shop, key) => {
  for (const [body, status] of BAD) {
    assert.equal((await answerOf(visit(shop, { key, body }))).status, status, body.slice(0, 40));
  }
});

promise("an address can be only so many visitors, and is told so", async (shop, key) => {
  const send = (visitor: string, from: string) =>
    answerOf(visit(shop, {
      key,
      headers: { "x-forwarded-for": from },
      body: JSON.stringify({ visitor }),
    }));
  for (let n = 0; n < VISITORS_PER_ADDRESS; n++) {
    assert.equal((await send(`visitor-${n}`, `2001:db8::${n.toString(16)}`)).status, 201);
  }
  const more = await send("one-more", "2001:db8::ffff");

  assert.equal(more.status, 429);
  assert.equal(more.headers.get("retry-after"), "60");
  assert.match(more.body.detail, /100 visitors in five minutes/);
  assert.equal((await send("visitor-7", "2001:db8::7")).status, 201, "a known one counts on");
  assert.equal((await send("one-more", "2001:db8:0:1::7")).status, 201, "another network");
});

Deno.test("visits: with a public key", async (t) => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "secret" });
  const key = await keyFor(shop.database, "publish:visits");
  for (const [title, body] of promises) await t.step(title, () => body(shop, key, shop.database));
});

const CRAWLERS = [
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
  PERSON.replace("Chrome", "HeadlessChrome"),
  "",
];

Deno.test("visits: a person counts, and a crawler is answered 200 and does not", async () => {
  await using shop = await openShop();
  const key = await keyFor(shop.database, "publish:visits");
  for (const userAgent of CRAWLERS) {
    const headers = { "user-agent": userAgent };
    const { status, body } = await answerOf(visit(shop, { key, headers }));
    assert.deepEqual([status, body.accepted], [200, 0], userAgent);
  }
  const { status, headers, body } = await answerOf(
    visit(shop, { key, body: '{"visitor":"bob"}' }),
  );

  assert.equal(status, 201);
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(body, { accepted: 1, duplicates: 0, rejected: [] }, "no position");
  assert.ok(await poll(async () => (await shop.metrics()).activeUsers > 0));
  assert.equal((await shop.metrics()).activeUsers, 1);
  const metrics = await (await fetch(`${shop.url}/metrics`)).text();
  assert.match(metrics, /flashboard_visits_ignored_total\{reason="bot"\} 4/);
});

Deno.test("visits: an address has room again when its visitors are gone", async () => {
  const clock = new FakeClock();
  const presence = new MemoryPresence(clock);
  const visits = new Visits({ clock, presence });
  const note = (visitor: string) =>
    visits.note({ visitor, userAgent: PERSON, address: "203.0.113.7" });
  for (let n = 0; n < VISITORS_PER_ADDRESS; n++) await note(`early-${n}`);
  clock.advance(ACTIVE_MS / 2);
  await note("early-0");
  clock.advance(ACTIVE_MS / 2);
  for (let n = 1; n < VISITORS_PER_ADDRESS; n++) await note(`late-${n}`);

  await assert.rejects(note("one-more"), /100 visitors/);
  assert.equal(await presence.count(), VISITORS_PER_ADDRESS);
  assert.equal(visits.ignored.address, 1);
});

Deno.test("visits: however many come in, a dashboard is told at most once a second", async () => {
  await using shop = await openShop();
  await using dashboard = await shop.dashboard();
  await dashboard.next("init");
  const start = performance.now();
  const end = start + 3_000;
  let sent = 0;
  while (performance.now() < end) {
    const batch = Array.from({ length: 20 }, () => ({ visitor: `visitor-${sent++}` }));
    await shop.publish("visits", batch);
  }
  const rate = sent / (performance.now() - start) * 1_000;
  await dashboard.next(({ data }) => (data as Metrics).activeUsers === sent);
  const seconds = (performance.now() - start) / 1_000;
  const told = dashboard.all.filter(({ event }) => event === "visitors").length;

  assert.ok(rate >= 1_000, `${rate} visits a second`);
  assert.ok(told >= 2 && told <= seconds + 1, `told ${told} times in ${seconds} s`);
});
