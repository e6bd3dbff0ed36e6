import assert from "node:assert/strict";
import { connect } from "../lib/postgres/connect.ts";
import { reportAsJson } from "../lib/report.ts";
import { fixture, SECRETS, sendShopify, sendStandard, sendStripe, sendWoo } from "./hook_sender.ts";
import { keepKey } from "./keep_key.ts";
import { anOrder, KEY, openShop } from "./shop.ts";

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

Deno.test("request ids: every answer has one, which a trusted proxy may have given and nobody else", async () => {
  await using trusting = await openShop();
  await using alone = await openShop({ TRUSTED_PROXIES: "192.0.2.1" });
  const idOf = async (shop: { url: string }, headers: Record<string, string>, path = "/livez") => {
    const response = await fetch(shop.url + path, { headers });
    await response.body?.cancel();
    return response.headers.get("x-request-id") ?? "";
  };
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;

  assert.equal(await idOf(trusting, { "x-request-id": "proxy-4711" }), "proxy-4711");
  assert.equal(await idOf(trusting, { traceparent }), TRACE);
  assert.match(await idOf(alone, { "x-request-id": "proxy-4711", traceparent }), UUID);
  for (const insane of ["short", "x".repeat(129), 'quo"te-and space']) {
    assert.match(
      await idOf(trusting, { "x-request-id": insane, traceparent: "00-no-trace" }),
      UUID,
    );
  }
  const paths = ["/", "/api/metrics", "/api/stream/metrics", "/nowhere", "/assets/board.css"];
  const ids = await Promise.all(paths.map((path) => idOf(alone, {}, path)));
  assert.ok(ids.every((id) => UUID.test(id)) && new Set(ids).size === ids.length, ids.join());
});

/** What the log holds in the end; the console is given back with it. */
function captureLog(): { lines: string[] } & Disposable {
  const [lines, write] = [[] as string[], console.error];
  console.error = (...line: unknown[]) => void lines.push(line.join(" "));
  return { lines, [Symbol.dispose]: () => console.error = write };
}

const PASSWORD = "the-dashboard-password";
const NAMES = /Lovelace|Ada\b|Grace|Hopper/;

Deno.test("request ids: log lines are JSON, name the request, and hold no key, password, signature or name", async () => {
  using log = captureLog();
  const env = { ...SECRETS, DASHBOARD_PASSWORD: PASSWORD };
  await using shop = await openShop(env, reportAsJson);
  const read = await keepKey(shop.database, "read");
  const guesses = [
    "guessed-key-1",
    "fb_guessedkey2guessedkey2",
    "fbs_guessedscreen3guessed",
    "guess-4",
  ];
  const [plain = "", ours = "", screen = "", other = ""] = guesses;
  const basic = (password: string) => `Basic ${btoa(`ada:${password}`)}`;
  const answers: Response[] = [];
  const ask = async (sent: Promise<Response>) => {
    const response = await sent;
    answers.push(response);
    return await response.text();
  };

  for (
    const authorization of [`Bearer ${plain}`, `Bearer ${ours}`, basic(other), `Bearer ${read}`]
  ) {
    await ask(shop.post("orders", JSON.stringify(anOrder()), { authorization }));
    const headers = { authorization, cookie: `session=${other}` };
    await ask(fetch(`${shop.url}/api/metrics?screen=${screen}&key=${plain}`, { headers }));
    await ask(fetch(`${shop.url}/nowhere?key=${plain}`, { headers }));
  }
  const wrong = JSON.stringify(anOrder({ total: "Grace Hopper" }));
  await ask(shop.post("orders", wrong, { "idempotency-key": other }));
  const order = await fixture("shopify-order", { currency: "Lovelace" });
  await ask(sendShopify(shop, "orders/create", order, { "x-shopify-hmac-sha256": plain }));
  await ask(sendShopify(shop, "orders/create", order));
  await ask(sendWoo(shop, "order.created", order, { "x-wc-webhook-signature": plain }));
  await ask(sendWoo(shop, "order.created", '{"billing":{"first_name":"Ada"'));
  await ask(sendStripe(shop, await fixture("stripe-session"), 10_000));
  await ask(sendStandard(shop, "order.created", { customer: "Ada Lovelace" }));
  const sql = connect({ url: shop.database });
  await sql`alter table flashboard.orders rename to gone`;
  await sql.end();
  const failed = JSON.parse(await ask(shop.post("orders", JSON.stringify(anOrder()))));

  assert.equal(failed.status, 500);
  const told = log.lines.map((line) => JSON.parse(line));
  const ids = new Set(answers.map(({ headers }) => headers.get("x-request-id")));
  const about = told.filter(({ requestId }) => requestId !== undefined);
  assert.ok(about.every(({ requestId }) => ids.has(requestId)));
  assert.equal(about.filter(({ message }) => /webhook/.test(message)).length, 6);
  const failure = told.find(({ message }) => message === "A request failed");
  assert.equal(failure?.requestId, failed.requestId);
  const secrets = [...guesses, read, KEY, PASSWORD, ...Object.values(SECRETS), basic(other)];
  for (const line of log.lines) {
    assert.ok(!NAMES.test(line) && !secrets.some((secret) => line.includes(secret)), line);
  }
});
