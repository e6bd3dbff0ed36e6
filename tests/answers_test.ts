import assert from "node:assert/strict";
import { describeApi } from "../lib/web/openapi/document.ts";
import { RawConnection } from "./harness/raw_connection.ts";
import { startPostgres } from "./harness/servers.ts";
import { poll } from "./harness/wait.ts";
import { keepKey } from "./keep_key.ts";
import { sendLogin } from "./log_in.ts";
import { KEY, openShop, type Shop } from "./shop.ts";

/** The statuses that an operation answered with, by its name in the description. */
class Seen {
  readonly statuses = new Map<string, Set<number>>();

  note(operation: string, status: number): void {
    const known = this.statuses.get(operation) ?? new Set();
    this.statuses.set(operation, known.add(status));
  }
}

interface Channel {
  path: string;
  name: string;
  good: unknown;
  bad: unknown;
  /** Contradicts `good`, under the same id. */
  other?: unknown;
}

const order = { id: "1", total: "5.00", items: [{ productId: "p", quantity: 1, price: "5.00" }] };
const refund = { id: "1", orderId: "1", amount: "1.00" };

const CHANNELS: Channel[] = [
  { name: "orders", good: order, bad: {}, other: { ...order, total: "6.00" } },
  { name: "refunds", good: refund, bad: {}, other: { ...refund, amount: "2.00" } },
  { name: "inventory", good: { productId: "p", available: 5 }, bad: {} },
  { name: "alerts", good: { title: "Slow" }, bad: {} },
  { name: "visits", good: { visitor: "ada" }, bad: {} },
  { name: "clicks", good: {}, bad: 7 },
].map((channel) => {
  return {
    ...channel,
    path: `/api/publish/${channel.name === "clicks" ? "{channel}" : channel.name}`,
  };
});

const READ = [
  "/api/metrics",
  "/api/history",
  "/api/sources",
  "/api/pauses",
  "/api/stream/metrics",
  "/api/stream/events",
  "/metrics",
];

const TIMEOUTS = { headTimeoutMs: 500, requestTimeoutMs: 1_000 };

async function post(seen: Seen, shop: Shop, { path, name }: Channel, body: string, headers = {}) {
  const response = await shop.post(name, body, headers);
  await response.body?.cancel();
  seen.note(path, response.status);
  return response.status;
}

async function publishAll(seen: Seen, shop: Shop, readKey: string, channel: Channel) {
  const { good, bad, other, path } = channel;
  const items = [[good], [bad, bad], bad, Array(1_001).fill(good), ...other ? [other] : []];
  for (const body of items) await post(seen, shop, channel, JSON.stringify(body));
  await post(seen, shop, channel, "{");
  await post(seen, shop, channel, "", { "content-type": "text/plain" });
  await post(seen, shop, channel, "{}", { authorization: "" });
  await post(seen, shop, channel, "{}", { authorization: `Bearer ${readKey}` });
  using connection = await RawConnection.open(shop.url);
  await connection.send(
    `POST /api/publish/${channel.name} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\n` +
      "content-type: application/json\r\ncontent-length: 9\r\n\r\n",
  );
  seen.note(path, (await connection.answer()).status);
}

async function get(seen: Seen, shop: Shop, path: string, query = "", headers = {}) {
  const response = await fetch(shop.url + path + query, { headers });
  await response.body?.cancel();
  seen.note(path, response.status);
  return response;
}

const ALERTS = "/api/alerts/{id}";

/** Changes an alert in every way that is described. */
async function changeAlerts(seen: Seen, shop: Shop, readKey: string) {
  await shop.publish("alerts", { title: "Slow" });
  const { alerts } = await (await fetch(`${shop.url}/api/metrics`, { headers: PASSWORD })).json();
  const id: string = alerts[0].id;
  await change(seen, shop, id, '{"acknowledged":true}');
  await change(seen, shop, "alert-0", '{"acknowledged":true}');
  for (const body of ["{", "{}", `{"snoozedUntil":"${"9".repeat(2_000)}"}`]) {
    await change(seen, shop, id, body);
  }
  await change(seen, shop, id, "", { "content-type": "text/plain" });
  await change(seen, shop, id, "{}", { authorization: `Bearer ${readKey}` });
  await change(seen, shop, id, "{}", { "sec-fetch-site": "cross-site" });
  using connection = await RawConnection.open(shop.url);
  await connection.send(
    `PATCH /api/alerts/${id} HTTP/1.1\r\nhost: x\r\nauthorization: ${PASSWORD.authorization}\r\n` +
      "content-type: application/json\r\ncontent-length: 9\r\n\r\n",
  );
  seen.note(ALERTS, (await connection.answer()).status);
  return id;
}

async function change(seen: Seen, shop: Shop, id: string, body: string, headers = {}) {
  const response = await shop.change(id, body, { ...PASSWORD, ...headers });
  await response.body?.cancel();
  seen.note(ALERTS, response.status);
}

const PAUSE = "/api/products/{productId}/pause";

/** Asks to pause a promotion in every way that is described. */
async function askPauses(seen: Seen, shop: Shop, readKey: string) {
  await shop.publish("inventory", { productId: "p", available: 5 });
  for (const body of ["", "{}", "{", '{"dryRun":7}', `{"dryRun":${" ".repeat(2_000)}true}`]) {
    await pause(seen, shop, "p", body);
  }
  await pause(seen, shop, "unknown", "{}");
  await pause(seen, shop, "p", "{}", { "content-type": "text/plain" });
  await pause(seen, shop, "p", "{}", { authorization: `Bearer ${readKey}` });
  await pause(seen, shop, "p", "{}", { "sec-fetch-site": "cross-site" });
  using connection = await RawConnection.open(shop.url);
  await connection.send(
    `POST /api/products/p/pause HTTP/1.1\r\nhost: x\r\nauthorization: ${PASSWORD.authorization}\r\n` +
      "content-type: application/json\r\ncontent-length: 9\r\n\r\n",
  );
  seen.note(PAUSE, (await connection.answer()).status);
}

async function pause(seen: Seen, shop: Shop, id: string, body: string, headers = {}) {
  const response = await shop.pause(id, body, { ...PASSWORD, ...headers });
  await response.body?.cancel();
  seen.note(PAUSE, response.status);
}

const PASSWORD = { authorization: `Basic ${btoa("x:s3cret")}` };

async function readAll(seen: Seen, shop: Shop, readKey: string, publishKey: string) {
  const far = { "x-forwarded-for": "203.0.113.7" };
  await using _first = await shop.dashboard({ headers: { ...PASSWORD, ...far } });
  for (const path of READ) {
    const { headers } = await get(seen, shop, path, "", PASSWORD);
    await get(seen, shop, path, "", { authorization: `Bearer ${readKey}` });
    await get(seen, shop, path);
    await get(seen, shop, path, "", { authorization: `Bearer ${publishKey}` });
    await get(seen, shop, path, "?heartbeat=0&step=0", PASSWORD);
    await get(seen, shop, path, "?channel=Orders!", PASSWORD);
    await get(seen, shop, path, "", { ...PASSWORD, ...far });
    const etag = headers.get("etag");
    if (etag) await get(seen, shop, path, "", { ...PASSWORD, "if-none-match": etag });
  }
  for (const path of ["/livez", "/readyz"]) await get(seen, shop, path);
}

/** Every operation, with its method in upper case and something in the place of what its path leaves open. */
function operations() {
  return Object.entries(describeApi().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => {
      return { path, method: method.toUpperCase(), url: path.replace(/{\w+}/, "x"), security };
    })
  );
}

/** Sends so many wrong passwords that no more are looked at. */
async function guess(seen: Seen, shop: Shop) {
  const far = { "x-forwarded-for": "203.0.113.9" };
  for (let n = 0; n < 11; n++) {
    await sendLogin(shop.url, `wrong ${n}`, far).then(({ body }) => body?.cancel());
  }
  for (const { path, method, url, security } of operations()) {
    if (security.length === 0) continue;
    const isPublished = path.startsWith("/api/publish/");
    const authorization = isPublished ? `Bearer ${KEY}` : PASSWORD.authorization;
    const response = await fetch(shop.url + url, { method, headers: { ...far, authorization } });
    await response.body?.cancel();
    seen.note(path, response.status);
  }
}

/** Asks for everything that needs no password there, under a name that is not the server's. */
async function askUnder(seen: Seen, shop: Shop, host: string) {
  for (const { path, method, url } of operations()) {
    if (!["/api/publish/", "/livez", "/readyz"].every((open) => !path.startsWith(open))) continue;
    using connection = await RawConnection.open(shop.url);
    await connection.send(`${method} ${url} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    seen.note(path, (await connection.answer()).status);
  }
}

Deno.test("answers: every answer that is described occurs, and no other does", async () => {
  const seen = new Seen();
  await using postgres = await startPostgres();
  const env = {
    DATABASE_URL: postgres.url,
    DASHBOARD_PASSWORD: "s3cret",
    MAX_STREAMS_PER_ADDRESS: "1",
  };
  await using shop = await openShop(env, () => {}, TIMEOUTS);
  const readKey = await keepKey(postgres.url, "read");
  const publishKey = await keepKey(postgres.url, "publish");
  await Promise.all(CHANNELS.map((channel) => publishAll(seen, shop, readKey, channel)));
  await post(seen, shop, { ...CHANNELS[5], name: "Clicks!" } as Channel, "{}");
  const alert = await changeAlerts(seen, shop, readKey);
  await askPauses(seen, shop, readKey);
  await readAll(seen, shop, readKey, publishKey);
  await guess(seen, shop);
  {
    await using misdirected = await openShop({ DATABASE_URL: postgres.url });
    await askUnder(seen, misdirected, "evil.example");
  }
  {
    await using hasty = await openShop({ ...env, PUBLISH_RATE: "1" });
    for (const channel of CHANNELS) {
      await poll(async () =>
        await post(seen, hasty, channel, JSON.stringify(channel.good)) === 429
      );
    }
  }
  await postgres.stop();
  const unknown = { authorization: "Bearer fb_unknown" };
  for (const channel of CHANNELS) await post(seen, shop, channel, "{}", unknown);
  for (const path of READ) await get(seen, shop, path, "", unknown);
  await change(seen, shop, alert, '{"acknowledged":false}');
  await pause(seen, shop, "p", "{}");
  await poll(async () => (await get(seen, shop, "/readyz")).status === 503);

  // Operators' parts have tests of their own.
  const described = Object.entries(describeApi().paths).flatMap(([path, methods]) => {
    const [operation] = Object.values(methods);
    if (operation?.tags[0] === "Operate") return [];
    return [[path, Object.keys(operation?.responses ?? {}).map(Number).sort()]];
  });
  const occurred = described.map(([path]) => {
    return [path, [...seen.statuses.get(String(path)) ?? []].sort()];
  });
  assert.deepEqual(occurred, described);
});
