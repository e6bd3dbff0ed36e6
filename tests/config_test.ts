import assert from "node:assert/strict";
import { ConfigError, type Env, readConfig } from "../lib/config.ts";

function problemsOf(env: Env): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

Deno.test("without any setting a server is embedded, on loopback, at port 8000", () => {
  assert.deepEqual(readConfig({}), {
    host: "127.0.0.1",
    port: 8000,
    databaseUrl: null,
    redisUrl: null,
    dataDir: "./data",
    publishKey: null,
    dashboardPassword: null,
    operatorPassword: null,
    allowedHosts: [],
    storeName: "My store",
    timeZone: "UTC",
    currency: "USD",
    lowStockThreshold: 10,
    customerLabel: "initials",
    publishRate: 10000,
    publishRatePerAddress: 10000,
    maxStreams: 10000,
    maxStreamsPerAddress: 1000,
    trustedProxies: ["127.0.0.1", "::1"],
    frameMs: 50,
    logDays: 30,
    logEvents: 10000000,
    hookSecrets: { shopify: [], woocommerce: [], stripe: [], standard: [] },
    privateTargets: [],
  });
});

Deno.test("an empty variable counts as one that is not set", () => {
  assert.deepEqual(readConfig({ PORT: "", REDIS_URL: "", STORE_NAME: "" }), readConfig({}));
});

Deno.test("all that is wrong is reported together, with what was seen", () => {
  const problems = problemsOf({
    PORT: "80x",
    STORE_TIMEZONE: "Mars/Olympus",
    STORE_CURRENCY: "EURO",
    LOW_STOCK_THRESHOLD: "-1",
    CUSTOMER_LABEL: "all",
    DATA_DIR: "/my data",
    TRUSTED_PROXIES: "10.0.0.0/33",
    ALLOW_PRIVATE_TARGETS: "*,10.0.0.1",
  });

  assert.deepEqual(problems, [
    'PORT must be a whole number from 0 to 65535: current value is "80x"',
    'DATA_DIR must be a path without spaces and commas: current value is "/my data"',
    'STORE_TIMEZONE must be an IANA time zone like Europe/London: current value is "Mars/Olympus"',
    'STORE_CURRENCY must be an ISO 4217 code like USD or EUR: current value is "EURO"',
    'LOW_STOCK_THRESHOLD must be a whole number from 0 to 1000000: current value is "-1"',
    'CUSTOMER_LABEL must be none, initials or full: current value is "all"',
    'TRUSTED_PROXIES must be IP addresses or ranges like 10.0.0.0/8, separated by commas: current value is "10.0.0.0/33"',
    'ALLOW_PRIVATE_TARGETS must be IP addresses or ranges like 10.0.0.0/8, separated by commas: current value is "*,10.0.0.1"',
  ]);
});

Deno.test("what may hold a secret is never repeated", () => {
  const problems = problemsOf({
    DATABASE_URL: "mysql://root:hunter2@db/shop",
    REDIS_URL: "hunter2",
    PUBLISH_KEY: "hunter2",
    SHOPIFY_WEBHOOK_SECRET: "hunter2,,",
    STRIPE_WEBHOOK_SECRET: "hunter2,hunter2,hunter2",
    STANDARD_WEBHOOK_SECRET: "hunter2",
  });

  assert.equal(problems.length, 6);
  assert.ok(!problems.join().includes("hunter2"), problems.join("\n"));
});

Deno.test("a webhook's secret may be two while it is changed, and WooCommerce's may hold commas", () => {
  const whsec = `whsec_${btoa("a key of sixteen")}`;
  const { hookSecrets } = readConfig({
    SHOPIFY_WEBHOOK_SECRET: "old, new",
    WOOCOMMERCE_WEBHOOK_SECRET: "q,with,comma,in it",
    STRIPE_WEBHOOK_SECRET: "whsec_1",
    STANDARD_WEBHOOK_SECRET: `${whsec},${whsec.slice(6)}`,
  });

  assert.deepEqual(hookSecrets, {
    shopify: ["old", "new"],
    woocommerce: ["q,with,comma,in it"],
    stripe: ["whsec_1"],
    standard: [whsec, whsec.slice(6)],
  });
  const two = readConfig({ WOOCOMMERCE_WEBHOOK_SECRET: "first-one,second-one" });
  assert.deepEqual(two.hookSecrets.woocommerce, [
    "first-one,second-one",
    "first-one",
    "second-one",
  ]);
});

Deno.test("a server that others can reach needs a password for its dashboard", () => {
  for (const HOST of ["0.0.0.0", "192.168.1.5", "::"]) {
    assert.match(problemsOf({ HOST }).join(), /DASHBOARD_PASSWORD must be set/);
    assert.deepEqual(problemsOf({ HOST, DASHBOARD_PASSWORD: "secret" }), []);
  }
  for (const HOST of ["localhost", "127.0.0.2", "::1"]) assert.deepEqual(problemsOf({ HOST }), []);
});

Deno.test("config: an operators' password stands beside another one for viewers", () => {
  const both = { DASHBOARD_PASSWORD: "look", OPERATOR_PASSWORD: "change" };
  assert.deepEqual(problemsOf(both), []);
  assert.match(problemsOf({ OPERATOR_PASSWORD: "x" }).join(), /needs a DASHBOARD_PASSWORD/);
  assert.match(
    problemsOf({ ...both, OPERATOR_PASSWORD: "look" }).join(),
    /^OPERATOR_PASSWORD must be another than DASHBOARD_PASSWORD/,
  );
});
