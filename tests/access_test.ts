import assert from "node:assert/strict";
import { inspectRoutes } from "hono/dev";
import { readConfig } from "../lib/config.ts";
import { Passwords } from "../lib/passwords.ts";
import { connect } from "../lib/postgres/connect.ts";
import { PostgresSessions } from "../lib/postgres/sessions.ts";
import type { Services } from "../lib/services.ts";
import { IDLE_MS } from "../lib/session.ts";
import { Sessions } from "../lib/sessions.ts";
import { table } from "../routes/mod.ts";
import { FakeClock } from "./fake_clock.ts";
import { keepKey, revokeKeys } from "./keep_key.ts";
import { logIn } from "./log_in.ts";
import { KEY, openShop, type Shop } from "./shop.ts";

const ENV = {
  DASHBOARD_PASSWORD: "to look",
  OPERATOR_PASSWORD: "to change",
  SHOPIFY_WEBHOOK_SECRET: "a secret",
};

/** Who asks. A foreign page has an operator's cookie, or a shop's key. */
const CALLERS = [
  "nobody",
  "wrong password",
  "wrong key",
  "viewer",
  "operator",
  "viewer by Basic",
  "operator by Basic",
  "publish key",
  "read key",
  "screen's link",
  "revoked key",
  "expired session",
  "session logged out",
  "foreign page",
  "foreign page with a key",
] as const;
type Caller = typeof CALLERS[number];

/** What each of them is answered; a route that asks nobody who they are gives all the same. */
type Row = (isRead: boolean) => Partial<Record<Caller, number>> & { rest: number };

/** For everybody, but no foreign page may change anything. */
const open = (status: number): Row => (isRead) => ({
  rest: status,
  ...!isRead && { "foreign page": 403, "foreign page with a key": 403 },
});

/** For whoever may see the board. */
const reads = (status: number, onScreens = 401): Row => () => ({
  rest: 401,
  "viewer": status,
  "operator": status,
  "viewer by Basic": status,
  "operator by Basic": status,
  "read key": status,
  "screen's link": onScreens,
  "publish key": 403,
  // It gets an answer that its browser does not let it see.
  "foreign page": status,
  "foreign page with a key": 403,
});

/** For operators. */
const operates = (status: number): Row => (isRead) => ({
  rest: 401,
  "viewer": 403,
  "operator": status,
  "viewer by Basic": 403,
  "operator by Basic": status,
  "read key": isRead ? 403 : 401,
  "publish key": isRead ? 403 : 401,
  "foreign page": isRead ? status : 403,
  "foreign page with a key": 403,
});

/** For shops' own systems. */
const publishes = (status: number, foreign = 403): Row => () => ({
  rest: 401,
  "publish key": status,
  "read key": 403,
  "foreign page": foreign,
  "foreign page with a key": 403,
});

/**
 * Every route, with what somebody is answered who is let in and sends nothing: 200 for what is read, and
 * for what is changed usually 415, as nothing is no JSON.
 */
const ROUTES: Record<string, Row> = {
  "GET /livez": open(200),
  "GET /readyz": open(200),
  "GET /beacon.js": open(200),
  "GET /assets/*": open(404),
  "GET /openapi.json": open(200),
  "GET /docs": open(200),
  "GET /login": open(200),
  "POST /login": open(415),
  "POST /api/publish/visits": publishes(415, 401),
  "POST /api/publish/:channel": publishes(415),
  "PUT /api/publish/:channel": open(405),
  "POST /api/hooks/:source": open(401),
  "GET /": reads(200),
  "GET /tv": reads(200, 200),
  "GET /api/metrics": reads(200, 200),
  "GET /api/history": reads(200),
  "GET /api/sources": reads(200),
  "GET /api/pauses": reads(200),
  "GET /pause": reads(200),
  "GET /metrics": reads(200),
  "GET /api/stream/metrics": reads(200, 200),
  "GET /api/stream/events": reads(200),
  "PATCH /api/alerts/:id": operates(415),
  "GET /settings": operates(200),
  "GET /api/settings": operates(200),
  "PUT /api/settings/:name": operates(404),
  "DELETE /api/settings/:name": operates(404),
  "GET /api/products": operates(200),
  "PATCH /api/products/:productId": operates(415),
  "POST /api/products/:productId/pause": operates(404),
  "POST /pause": operates(404),
  "GET /api/keys": operates(200),
  "POST /api/keys": operates(415),
  "DELETE /api/keys/:name": operates(404),
  "GET /api/targets": operates(200),
  "POST /api/targets": operates(415),
  "PATCH /api/targets/:id": operates(415),
  "DELETE /api/targets/:id": operates(404),
  "POST /api/targets/:id/test": operates(404),
  // The last one, as it ends the sessions that the others were asked with.
  "POST /logout": open(303),
};

/** What stands in paths in the place of what they leave open, where it must be something. */
const PARAMETERS: Record<string, string> = { channel: "orders", source: "shopify" };

/** What pages of a shop's own site load and send. */
const FOR_OTHER_SITES = ["/beacon.js", "/api/publish/visits"];

/** A server's table, of which nothing is asked: so its services can be anything. */
async function routeNames(): Promise<string[]> {
  const anything: unknown = new Proxy(() => {}, { get: () => anything, apply: () => anything });
  const services = new Proxy({ config: readConfig(ENV) }, {
    get: (known, name) => Reflect.get(known, name) ?? anything,
  });
  const app = await table(services as unknown as Services);
  // What stands alone at its path answers, however it is written.
  const names = inspectRoutes(app).filter(({ isMiddleware, method }) => {
    return !isMiddleware || method !== "ALL";
  });
  return [...new Set(names.map(({ method, path }) => `${method} ${path}`))];
}

const basic = (password: string) => ({ authorization: `Basic ${btoa(`x:${password}`)}` });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function headersOf(shop: Shop & { database: string }) {
  const revoked = await keepKey(shop.database, "publish");
  await revokeKeys(shop.database, "publish");
  const operator = { cookie: await logIn(shop.url, ENV.OPERATOR_PASSWORD) };
  const left = { cookie: await logIn(shop.url, ENV.OPERATOR_PASSWORD) };
  await fetch(`${shop.url}/logout`, { method: "POST", headers: left, redirect: "manual" })
    .then(({ body }) => body?.cancel());
  const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  const headers: Record<Exclude<Caller, "screen's link">, Record<string, string>> = {
    "nobody": {},
    "wrong password": basic("wrong"),
    "wrong key": bearer("fb_wrong"),
    "viewer": { cookie: await logIn(shop.url, ENV.DASHBOARD_PASSWORD) },
    operator,
    "viewer by Basic": basic(ENV.DASHBOARD_PASSWORD),
    "operator by Basic": basic(ENV.OPERATOR_PASSWORD),
    "publish key": bearer(KEY),
    "read key": bearer(await keepKey(shop.database, "read")),
    "revoked key": bearer(revoked),
    "expired session": { cookie: await expired(shop.database) },
    "session logged out": left,
    "foreign page": { ...operator, ...foreign },
    "foreign page with a key": { ...bearer(KEY), ...foreign },
  };
  return headers;
}

/** A cookie that was good until a moment ago. */
async function expired(url: string): Promise<string> {
  const sql = connect({ url });
  using sessions = await Sessions.open({
    store: new PostgresSessions(sql),
    clock: new FakeClock(Date.now() - IDLE_MS - 1_000),
    passwords: new Passwords({
      dashboardPassword: ENV.DASHBOARD_PASSWORD,
      operatorPassword: ENV.OPERATOR_PASSWORD,
    }),
    onTrouble: () => {},
  });
  const cookie = sessions.write(sessions.begin("operator"));
  await sql.end();
  return `flashboard=${cookie}`;
}

Deno.test("access: every route has its row here, and every row a route", async () => {
  const rows = Object.keys(ROUTES).map((name) => {
    return name.replace(/^PUT (?=\/api\/publish)|^POST (?=\/api\/hooks)/, "ALL ");
  });
  assert.deepEqual((await routeNames()).sort(), rows.sort());
});

Deno.test("access: each route answers each caller as it should", async () => {
  await using shop = await openShop(ENV);
  const headers = await headersOf(shop);
  const screen = await keepKey(shop.database, "screen");
  for (const [name, row] of Object.entries(ROUTES)) {
    const [method = "", route = ""] = name.split(" ");
    const path = route.replace(/:(\w+)/g, (_all, parameter) => PARAMETERS[parameter] ?? "x");
    const expected = row(method === "GET");
    const answers = await Promise.all(CALLERS.map(async (caller) => {
      const isScreen = caller === "screen's link";
      const response = await fetch(`${shop.url}${path}${isScreen ? `?screen=${screen}` : ""}`, {
        method,
        redirect: "manual",
        headers: isScreen ? {} : headers[caller],
      });
      await response.body?.cancel();
      const isShown = response.headers.get("access-control-allow-origin") !== null;
      assert.equal(isShown, FOR_OTHER_SITES.includes(path), `${name} tells other origins' pages`);
      assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'none'/);
      return [caller, response.status];
    }));

    const wanted = CALLERS.map((caller) => [caller, expected[caller] ?? expected.rest]);
    assert.deepEqual(Object.fromEntries(answers), Object.fromEntries(wanted), name);
  }
});
