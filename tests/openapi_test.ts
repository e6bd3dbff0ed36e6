import assert from "node:assert/strict";
import * as z from "zod";
import { describeApi } from "../lib/web/openapi/document.ts";
import type { OpenApi, Schema } from "../lib/web/openapi/types.ts";
import { KEY, openShop } from "./shop.ts";

const document = describeApi();
const operations = operationsOf(document);

function operationsOf({ paths }: OpenApi) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
  );
}

/** A schema of the description as a parser; one that is `exact` takes no field that is not described. */
function parserOf(schema: Schema, exact = false): z.ZodType {
  const whole = { ...schema, $defs: document.components.schemas };
  const text = JSON.stringify(whole).replaceAll("#/components/schemas/", "#/$defs/");
  const closed = (_key: string, value: Schema) => {
    return exact && value?.properties ? { ...value, additionalProperties: false } : value;
  };
  return z.fromJSONSchema(JSON.parse(text, closed));
}

function* schemasIn(value: unknown): Generator<Schema> {
  if (typeof value !== "object" || value === null) return;
  if ("$ref" in value || "type" in value || "anyOf" in value) yield value as Schema;
  for (const inner of Object.values(value)) yield* schemasIn(inner);
}

Deno.test("openapi: the description keeps OpenAPI's rules", () => {
  const { components, tags } = document;
  assert.match(document.openapi, /^3\.1\.\d+$/);
  assert.ok(document.info.title && document.info.version);
  const ids = operations.map(({ operation }) => operation.operationId);
  assert.equal(new Set(ids).size, ids.length, "operationIds are unique");
  for (const { path, operation } of operations) {
    const { parameters = [], responses, security } = operation;
    const inPath = parameters.filter((one) => one.in === "path");
    assert.ok(path.startsWith("/"));
    assert.deepEqual(inPath.map(({ name }) => `{${name}}`), path.match(/\{\w+\}/g) ?? []);
    assert.ok(inPath.every(({ required }) => required));
    assert.ok(operation.tags.every((name) => tags.some((tag) => tag.name === name)));
    assert.ok(Object.keys(responses).every((status) => /^[1-5]\d\d$/.test(status)));
    assert.ok(Object.values(responses).every(({ description }) => description !== ""));
    for (const name of security.flatMap(Object.keys)) assert.ok(name in components.securitySchemes);
  }
  for (const { $ref } of schemasIn(document)) {
    const name = $ref?.replace("#/components/schemas/", "");
    assert.ok(name === undefined || name in components.schemas, $ref);
  }
});

/** The channels with a meaning of their own are one route. */
function isGeneral(path: string): boolean {
  return !/^\/api\/publish\/\w/.test(path);
}

Deno.test("openapi: every URL for programs is described, and no other", async () => {
  const table = await Deno.readTextFile(new URL("../routes/mod.ts", import.meta.url));
  const pages = [
    "/",
    "/settings",
    "/pause",
    "/tv",
    "/docs",
    "/openapi.json",
    "/assets/*",
    "/beacon.js",
    "/login",
    "/logout",
  ];
  const served = [...table.matchAll(/app\.(get|post|put|patch|delete)\(\s*"([^"]+)"/g)]
    .filter(([, , path = ""]) => !pages.includes(path) && isGeneral(path))
    .map(([, method, path = ""]) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  const described = operations.filter(({ path }) => isGeneral(path))
    .map(({ method, path }) => `${method} ${path}`);

  assert.deepEqual(described.sort(), served.sort());
});

Deno.test("openapi: every field that is published says what it means", () => {
  const published = ["PlacedOrder", "CancelledOrder", "Refund", "StockLevel", "StockMove", "Alert"];
  for (const name of [...published, "Visit"]) {
    for (const schema of schemasIn(document.components.schemas[name])) {
      for (const [field, { description }] of Object.entries(schema.properties ?? {})) {
        assert.ok(description, `${name}: ${field}`);
      }
    }
  }
});

Deno.test("openapi: each example is what its schema says, and a server takes it", async () => {
  await using shop = await openShop();
  await shop.publish("inventory", { productId: "p1", available: 100 });
  await shop.publish("alerts", { title: "Slow" });
  const [alert = assert.fail("no alert")] = (await shop.metrics()).alerts;
  const config = { url: "https://hooks.example.com/" };
  const target = await (await shop.addTarget({ kind: "slack", name: "Chat", config })).json();
  for (const { path, method, operation } of operations) {
    for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) {
      for (const [name, { value }] of Object.entries(media.examples ?? {})) {
        const { id } = path.startsWith("/api/targets") ? target : alert;
        const url = shop.url +
          path.replace("{channel}", "clicks").replace("{id}", id).replace("{productId}", "p1")
            .replace("{name}", name.replace("Setting", "").toLowerCase());
        const body = typeof value === "string" ? value : JSON.stringify(value);
        const headers = { authorization: `Bearer ${KEY}`, "content-type": type };
        const response = await fetch(url, { method: method.toUpperCase(), body, headers });
        const answer = await response.text();

        assert.ok(parserOf(media.schema).safeParse(value).success, `${path}: ${name}`);
        assert.ok(response.ok, `${path}: ${name}: ${answer}`);
        if (response.status !== 204) assert.deepEqual(JSON.parse(answer).rejected ?? [], []);
      }
    }
  }
});

Deno.test("openapi: what would be refused does not fit the schemas either", () => {
  const bad: [path: string, item: unknown][] = [
    ["orders", { id: "1", items: [] }],
    ["orders", { id: "", status: "cancelled" }],
    ["orders", { id: "1", status: "lost" }],
    ["orders", { id: "1", total: true, items: [{ productId: "p", quantity: 1, price: "1" }] }],
    ["refunds", { id: "1", amount: "1" }],
    ["inventory", { productId: "p", available: 1, delta: 1 }],
    ["inventory", { productId: "p", available: 1.5 }],
    ["alerts", { title: "a\u0000b" }],
    ["visits", { visitor: 7 }],
    ["{channel}", 7],
  ];
  for (const [channel, item] of bad) {
    const { requestBody } = document.paths[`/api/publish/${channel}`]?.post ?? {};
    const schema = requestBody?.content["application/json"]?.schema ?? {};

    assert.ok(!parserOf(schema).safeParse(item).success, `${channel}: ${JSON.stringify(item)}`);
    assert.ok(!parserOf(schema).safeParse([item]).success, `${channel}: ${JSON.stringify(item)}`);
  }
});

Deno.test("openapi: real answers have the fields that are described, and no others", async () => {
  await using shop = await openShop({ LOW_STOCK_THRESHOLD: "10" });
  const order = {
    id: "1",
    total: "5.00",
    items: [{ productId: "p1", quantity: 1, price: "5.00" }],
  };
  await shop.publish("inventory", { productId: "p1", available: 5 });
  const receipt = await shop.publish("orders", [order, { ...order, id: "2", currency: "EUR" }, {}]);
  await shop.publish("alerts", [{ title: "Slow" }, { title: "Slower" }]);
  const [slower, slow] = (await shop.metrics()).alerts;
  await shop.change(slow?.id ?? "", '{"acknowledged":true}');
  const snoozedUntil = new Date(Date.now() + 60_000).toISOString();
  await shop.change(slower?.id ?? "", JSON.stringify({ snoozedUntil }));
  const problem = await (await shop.post("orders", "{}")).json();
  await using stream = await shop.events("?after=0&channel=orders");
  const { data: event } = await stream.next("message");
  const config = { url: "https://hooks.example.com/" };
  const hook = { kind: "webhook", name: "Hook", config };
  const get = async (path: string) => await (await fetch(shop.url + path)).json();
  const answers: [name: string, value: unknown][] = [
    ["Receipt", receipt],
    ["Problem", problem],
    ["Event", event],
    ["Metrics", await shop.metrics()],
    ["TargetWithSecret", await (await shop.addTarget(hook)).json()],
    ["Targets", await get("/api/targets")],
    ["Pause", await (await shop.pause("p1")).json()],
    ["PauseTrail", await get("/api/pauses")],
    ["History", await get("/api/history?step=86400")],
    ["Health", await get("/readyz")],
    ["Health", await get("/livez")],
  ];
  for (const [name, value] of answers) {
    const { error } = parserOf({ $ref: `#/components/schemas/${name}` }, true).safeParse(value);

    assert.equal(error, undefined, name);
  }
});

Deno.test("openapi: what a server describes is this", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "s3cret" });
  const response = await fetch(`${shop.url}/openapi.json`);

  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.deepEqual(await response.json(), JSON.parse(JSON.stringify(document)));
});
