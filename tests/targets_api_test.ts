import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { connect } from "../lib/postgres/connect.ts";
import { describeApi } from "../lib/web/openapi/document.ts";
import type { Target, TargetKind } from "../lib/target.ts";
import { RawConnection } from "./harness/raw_connection.ts";
import { startPostgres } from "./harness/servers.ts";
import { poll } from "./harness/wait.ts";
import { keepKey } from "./keep_key.ts";
import { openShop, type Shop } from "./shop.ts";
import {
  ntfyProtocol,
  pagerdutyProtocol,
  slackProtocol,
  targetServer,
  WEBHOOK_SECRET,
  webhookProtocol,
} from "./target_servers.ts";

const LOCAL = { ALLOW_PRIVATE_TARGETS: "127.0.0.1" };
const SECRETS = /T0\/B0|tk_secret|R0123456789|whsec|MDEyMzQ1/;

function configOf(kind: TargetKind, url: string) {
  const configs = {
    slack: { url: `${url}/services/T0/B0/secret` },
    ntfy: { server: url, topic: "shop-alerts", token: "tk_secret" },
    pagerduty: { server: url, routingKey: "R0123456789ABCDEF0123456789ABCDE" },
    webhook: { url: `${url}/hook`, secret: WEBHOOK_SECRET },
  };
  return { kind, name: kind, config: configs[kind] };
}

async function list(shop: Shop): Promise<Target[]> {
  return (await (await fetch(`${shop.url}/api/targets`)).json()).targets;
}

async function add(shop: Shop, target: object): Promise<Target & { secret?: string }> {
  const response = await shop.addTarget(target);
  assert.equal(response.status, 201);
  return await response.json();
}

Deno.test("targets: each kind is added, tried by a button and told what happens, and no secret comes back", async () => {
  const logged: unknown[] = [];
  await using shop = await openShop(LOCAL, (...line) => void logged.push(line));
  await using slack = await targetServer(slackProtocol);
  await using ntfy = await targetServer(ntfyProtocol);
  await using pagerduty = await targetServer(pagerdutyProtocol);
  await using webhook = await targetServer(webhookProtocol());
  const servers = { slack, ntfy, pagerduty, webhook };
  const answers: unknown[] = [];
  for (const [kind, { url, received }] of Object.entries(servers)) {
    const target = await add(shop, configOf(kind as TargetKind, url));
    const tested = await (await shop.target(target.id, "POST", "/test")).json();

    assert.equal(tested.delivered, true, `${kind}: ${JSON.stringify(tested)}`);
    assert.equal(tested.status, kind === "pagerduty" ? 202 : kind === "webhook" ? 204 : 200);
    assert.ok(tested.tookMs >= 0);
    assert.match(JSON.stringify(received[0]?.body), /Test: alerts arrive here/);
    answers.push(target, tested);
  }
  const calls = pagerduty.received.map(({ body }) => body["event_action"]);
  assert.deepEqual(calls, ["trigger", "resolve"], "nobody is called for a test that stays open");

  await shop.publish("alerts", { title: "Payment provider slow", severity: "critical" });
  for (const { received } of Object.values(servers)) {
    assert.ok(
      await poll(() => /Payment provider slow/.test(JSON.stringify(received.at(-1)?.body))),
    );
  }
  assert.ok(await poll(async () => (await list(shop)).every(({ deliveredAt }) => deliveredAt)));
  const targets = await list(shop);
  assert.deepEqual(targets.map(({ kind, waiting, failure }) => [kind, waiting, failure]), [
    ["slack", 0, null],
    ["ntfy", 0, null],
    ["pagerduty", 0, null],
    ["webhook", 0, null],
  ]);
  assert.doesNotMatch(JSON.stringify([answers, targets, logged]), SECRETS);
});

Deno.test("targets: a webhook's secret is made when none is given, told once, and a new one on request", async () => {
  await using shop = await openShop(LOCAL);
  let secret = "";
  await using hook = await targetServer((sent) => webhookProtocol(secret)(sent));
  const { id, ...added } = await add(shop, {
    kind: "webhook",
    name: "Hook",
    config: { url: hook.url },
  });
  secret = added.secret ?? "";
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.ok(new Webhook(secret));
  const test = async () => (await (await shop.target(id, "POST", "/test")).json()).delivered;
  assert.equal(await test(), true);
  const changed = await (await shop.target(id, "PATCH", "", { name: "Other" })).json();
  assert.deepEqual([changed.name, changed.secret], ["Other", undefined]);
  assert.equal(await test(), true, "it is as it was");

  const { secret: next } = await (await shop.target(id, "PATCH", "", { config: { secret: null } }))
    .json();
  assert.notEqual(next, secret);
  assert.equal(await test(), false);
  secret = next;
  assert.equal(await test(), true);
  assert.doesNotMatch(JSON.stringify(await list(shop)), /whsec/);
});

Deno.test("targets: private addresses are refused where they are given, and where a name leads to one", async () => {
  await using shop = await openShop({ ALLOW_PRIVATE_TARGETS: "10.0.0.0/8" });
  await using hook = await targetServer(webhookProtocol());
  for (const host of ["127.0.0.1", "[::1]", "192.168.1.1", "169.254.169.254", "2130706433"]) {
    const response = await shop.addTarget({
      kind: "webhook",
      name: host,
      config: { url: `https://${host}/` },
    });
    const problem = await response.json();

    assert.equal(response.status, 422, host);
    assert.equal(problem.pointer, "/config/url");
    assert.match(problem.detail, /ALLOW_PRIVATE_TARGETS/);
  }
  const { id } = await add(shop, {
    kind: "webhook",
    name: "By name",
    config: { url: hook.url.replace("127.0.0.1", "localhost") },
  });
  const { delivered, detail } = await (await shop.target(id, "POST", "/test")).json();
  assert.equal(delivered, false);
  assert.match(detail, /localhost leads to (127\.0\.0\.1|::1), which is a private address/);
  assert.deepEqual(hook.received, []);
});

Deno.test("targets: one that says it is gone is disabled, and told again what waits once an operator says so", async () => {
  await using shop = await openShop(LOCAL);
  let isGone = true;
  await using hook = await targetServer(webhookProtocol(), () => {
    return isGone ? { status: 410, body: "no" } : undefined;
  });
  const { id } = await add(shop, configOf("webhook", hook.url));
  await shop.publish("alerts", { title: "one", severity: "warning" });
  assert.ok(await poll(async () => (await list(shop))[0]?.disabled !== null));
  const [gone] = await list(shop);
  assert.deepEqual([gone?.disabled, gone?.waiting], ["It answered 410: no", 1]);
  await shop.publish("alerts", { title: "while it was off", severity: "warning" });
  isGone = false;
  const response = await shop.target(id, "PATCH", "", { disabled: null });
  assert.equal((await response.json()).disabled, null);
  assert.ok(await poll(() => hook.received.length === 2));
  await shop.publish("alerts", { title: "two", severity: "warning" });
  assert.ok(await poll(() => hook.received.length === 3));

  const titles = hook.received.map(({ body }) => Object(body["data"]).title);
  assert.deepEqual(titles, ["one", "one", "two"]);
  const [one, again] = hook.received.map(({ headers }) => headers["webhook-id"]);
  assert.equal(one, again);
});

Deno.test("targets: there are at most 20, and one that is removed makes room", async () => {
  await using shop = await openShop();
  const target = configOf("webhook", "https://hooks.example.com");
  const added = [];
  for (let n = 0; n < 20; n++) added.push(await add(shop, target));
  assert.equal((await shop.addTarget(target)).status, 409);
  assert.equal((await shop.target(added[0]?.id ?? "", "DELETE")).status, 204);
  await add(shop, target);
  assert.deepEqual((await list(shop)).map(({ id }) => id).slice(0, 2), [
    added[1]?.id,
    added[2]?.id,
  ]);
});

Deno.test("targets: one that is added while another is being written counts it, so that there are never 21", async () => {
  await using shop = await openShop();
  await using stack = new AsyncDisposableStack();
  const sql = stack.adopt(connect({ url: shop.database }), (sql) => sql.end({ timeout: 1 }));
  const target = configOf("webhook", "https://hooks.example.com");
  for (let n = 0; n < 19; n++) await add(shop, target);
  const { late, waited } = await sql.begin(async (tx) => {
    await tx`insert into flashboard.targets (id, kind, name, config, types, least_severity, created_at)
      select 'tgt_there', kind, name, config, types, least_severity, created_at
      from flashboard.targets limit 1`;
    let answered = false;
    const late = shop.addTarget(target).finally(() => answered = true);
    const waits = async () =>
      (await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`).length > 0;
    await poll(async () => answered || await waits());
    return { late, waited: !answered };
  });
  const { status, body } = await late;
  await body?.cancel();

  assert.deepEqual([waited, status], [true, 409]);
  assert.equal((await list(shop)).length, 20);
});

Deno.test("targets: what is wrong is said with its place, and changes nothing", async () => {
  await using shop = await openShop();
  const hook = configOf("webhook", "https://hooks.example.com");
  const bad: [target: object, pointer: string][] = [
    [{ ...hook, kind: "pigeon" }, "/kind"],
    [{ ...hook, name: " " }, "/name"],
    [{ ...hook, name: "a\0b" }, "/name"],
    [{ ...hook, config: { url: "https://x.example/\0" } }, "/config/url"],
    [{ ...hook, types: ["order.placed"] }, "/types/0"],
    [{ ...hook, leastSeverity: "all" }, "/leastSeverity"],
    [{ ...hook, config: { url: "ftp://x" } }, "/config/url"],
    [{ ...hook, config: { url: "https://user:pass@x.example/" } }, "/config/url"],
    [{ ...hook, config: { url: "https://x.example/", secret: "whsec_short" } }, "/config/secret"],
    [{ ...configOf("ntfy", "https://ntfy.sh"), config: { topic: "a b" } }, "/config/topic"],
    [{ ...configOf("slack", "https://x.example"), config: {} }, "/config/url"],
  ];
  for (const [target, pointer] of bad) {
    const response = await shop.addTarget(target);

    assert.equal(response.status, 422, pointer);
    assert.equal((await response.json()).pointer, pointer);
  }
  const { id } = await add(shop, hook);
  const changed = await shop.target(id, "PATCH", "", { config: { url: "http:" } });
  assert.equal((await changed.json()).pointer, "/config/url");
  assert.equal((await shop.target("a%00b", "DELETE")).status, 404);
  assert.equal((await list(shop)).length, 1);
});

Deno.test("targets: a known secret is not sent to another server unless it is given again", async () => {
  await using shop = await openShop();
  for (const [kind, field] of [["ntfy", "token"], ["pagerduty", "routingKey"]] as const) {
    const { config, ...rest } = configOf(kind, "https://known.example");
    const { id } = await add(shop, { ...rest, config });
    const statusOf = async (config: object) =>
      (await shop.target(id, "PATCH", "", { config })).status;
    const refused = await shop.target(id, "PATCH", "", { config: { server: "https://x.example" } });

    const { pointer, detail } = await refused.json();
    assert.deepEqual([refused.status, pointer], [422, `/config/${field}`]);
    assert.equal(detail, `${field}: give it again with another server`);
    assert.equal(await statusOf({ server: null }), 422, "the usual one is another one, too");
    assert.equal(await statusOf({ server: "https://known.example" }), 200);
    const again = Object(config)[field];
    assert.equal(await statusOf({ server: "https://x.example", [field]: again }), 200);
  }
});

/** A wrong name and too many guesses: the same for all operations, and tests/answers_test.ts has them. */
const ANSWERED_BEFORE = [421, 429];

const PASSWORD = { authorization: `Basic ${btoa(":s3cret")}` };

Deno.test("targets: only operators see or change them, and every answer that is described occurs", async () => {
  await using postgres = await startPostgres();
  const env = { DATABASE_URL: postgres.url, DASHBOARD_PASSWORD: "s3cret" };
  const timeouts = { headTimeoutMs: 500, requestTimeoutMs: 1_000 };
  await using shop = await openShop(env, () => {}, timeouts);
  const viewer = { authorization: `Bearer ${await keepKey(postgres.url, "read")}` };
  const good = JSON.stringify(configOf("webhook", "https://hooks.invalid"));
  const seen = new Map<string, Set<number>>();
  const ask = async (operation: string, id: string, body?: string, headers = {}) => {
    const [method = "", path = ""] = operation.split(" ");
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(shop.url + path.replace("{id}", id), {
      method,
      ...body !== undefined && { body },
      headers: { ...PASSWORD, ...type, ...headers },
    });
    seen.set(operation, (seen.get(operation) ?? new Set()).add(response.status));
    return await response.json().catch(() => null);
  };
  const [LIST, ADD] = ["GET /api/targets", "POST /api/targets"];
  const [CHANGE, REMOVE] = ["PATCH /api/targets/{id}", "DELETE /api/targets/{id}"];
  const TEST = "POST /api/targets/{id}/test";
  const { id } = await ask(ADD, "", good);
  const all: [operation: string, body?: string][] = [[LIST], [ADD, good], [CHANGE, "{}"], [TEST]];
  for (const [operation, body] of [...all, [REMOVE] as [string]]) {
    await ask(operation, id, body, viewer);
    await ask(operation, id, body, { authorization: "" });
    await ask(operation, id, body, { "sec-fetch-site": "cross-site" });
    if (operation !== LIST && operation !== ADD) await ask(operation, "nobody", body);
  }
  assert.deepEqual([...seen.values()].map((statuses) => [...statuses].sort()), [
    [201, 401, 403],
    // A page of another site may send a GET, and cannot read what it answers.
    [200, 401, 403],
    [401, 403, 404],
    [401, 403, 404],
    [401, 403, 404],
  ]);
  for (const operation of [ADD, CHANGE]) {
    for (const body of ["{", '{"name":7}', `{"name":"${"x".repeat(9_000)}"}`]) {
      await ask(operation, id, body);
    }
    await ask(operation, id, "{}", { "content-type": "text/plain" });
    const [method = "", path = ""] = operation.split(" ");
    using connection = await RawConnection.open(shop.url);
    await connection.send(
      `${method} ${path.replace("{id}", id)} HTTP/1.1\r\nhost: x\r\nauthorization: ` +
        `${PASSWORD.authorization}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n`,
    );
    seen.get(operation)?.add((await connection.answer()).status);
  }
  for (const [operation, body] of all) await ask(operation, id, body);
  for (let n = 0; n < 20; n++) await ask(ADD, "", good);
  await ask(REMOVE, id);
  await postgres.stop();
  for (const [operation, body] of all) await ask(operation, id, body);
  await ask(REMOVE, id);

  const described = Object.entries(describeApi().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => {
      const statuses = Object.keys(responses).map(Number).sort()
        .filter((status) => !ANSWERED_BEFORE.includes(status));
      return [`${method.toUpperCase()} ${path}`, statuses] as const;
    })
  ).filter(([operation]) => operation.includes("/api/targets"));
  assert.equal(described.length, 5);
  for (const [operation, statuses] of described) {
    assert.deepEqual([...seen.get(operation) ?? []].sort(), statuses, operation);
  }
});
