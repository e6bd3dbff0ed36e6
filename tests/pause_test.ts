import assert from "node:assert/strict";
import { connect } from "../lib/postgres/connect.ts";
import type { Notice } from "../lib/outbox.ts";
import type { Pause } from "../lib/pause.ts";
import { testDatabase } from "./harness/postgres.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

/** A shop's database, which several servers can share, and who is told of pauses. */
async function openDatabase() {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await testDatabase());
  const sql = opening.adopt(connect({ url }), (sql) => sql.end({ timeout: 1 }));
  const opened = opening.move();
  return {
    sql,
    openServer: async () => opened.use(await openShop({ DATABASE_URL: url })),
    addTarget: () =>
      sql`
        insert into flashboard.targets (id, kind, name, config, types, least_severity, created_at)
        values ('shop', 'webhook', 'Shop', '{}', '{promotion.pause.requested}', 'info', 'epoch')`,
    told: async () => {
      const rows = await sql<{ notice: Notice }[]>`select notice from flashboard.deliveries`;
      return rows.map(({ notice }) => notice);
    },
    /** Lets time pass for all cool-downs. */
    wait: (minutes: number) =>
      sql`update flashboard.pause_cool_downs
        set asked_at = asked_at - ${minutes} * interval '1 minute'`,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function ask(shop: Shop, productId = "mug", body = ""): Promise<[number, Pause]> {
  const response = await shop.pause(productId, body);
  return [response.status, await response.json()];
}

async function trail(shop: Shop): Promise<Pause[]> {
  return (await (await fetch(`${shop.url}/api/pauses`)).json()).pauses;
}

Deno.test("pauses: of 200 who ask at once on two servers one is first, and targets are told once", async () => {
  await using shop = await openDatabase();
  const here = await shop.openServer();
  await here.publish("inventory", { productId: "mug", available: 12 });
  const there = await shop.openServer();
  await shop.addTarget();
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, at) => ask(at % 2 === 0 ? here : there)),
  );
  const asked = answers.filter(([, { outcome }]) => outcome === "asked");
  const waiting = answers.filter(([, { outcome }]) => outcome === "cooling_down");

  assert.deepEqual([asked.length, waiting.length], [1, 199]);
  assert.deepEqual([asked[0]?.[0], new Set(waiting.map(([status]) => status))], [
    201,
    new Set([200]),
  ]);
  const notices = await shop.told();
  assert.deepEqual(notices.map(({ key }) => key), [
    `promotion.pause.requested:${asked[0]?.[1].id}`,
  ]);
  const listed = await trail(there);
  assert.equal(listed.length, 100);
  assert.ok(listed.every(({ productId, askedBy }) => productId === "mug" && askedBy === "click"));
});

Deno.test("pauses: the targets and the trail are told how the product stood, and no more", async () => {
  await using shop = await openDatabase();
  const server = await shop.openServer();
  await shop.addTarget();
  await server.publish("inventory", {
    productId: "gid://shop/7",
    name: "<b>Mug</b>",
    available: 1,
  });
  const items = [{ productId: "gid://shop/7", quantity: 4, price: "5.00" }];
  await server.publish("orders", anOrder({ total: "20.00", items }));
  const [status, { at, id, ...pause }] = await ask(server, "gid://shop/7");
  const stood = {
    productId: "gid://shop/7",
    name: "<b>Mug</b>",
    available: -3,
    oversold: 3,
    minutesOfCover: null,
    reason: "3 sold beyond what was there",
    askedBy: "click",
    dryRun: false,
  };

  assert.equal(status, 201);
  assert.deepEqual(pause, { ...stood, outcome: "asked", targets: 1 });
  assert.deepEqual(await trail(server), [{ id, at, ...pause }]);
  assert.deepEqual(await shop.told(), [{
    key: `promotion.pause.requested:${id}`,
    type: "promotion.pause.requested",
    at,
    data: { id, at, ...stood },
  }]);
});

Deno.test("pauses: a cool-down is each product's own, outlives a restart, and ends after ten minutes", async () => {
  await using shop = await openDatabase();
  {
    const first = await shop.openServer();
    await first.publish(
      "inventory",
      ["mug", "cup"].map((productId) => ({ productId, available: 3 })),
    );
    await shop.addTarget();
    assert.equal((await ask(first))[1].outcome, "asked");
    await first[Symbol.asyncDispose]();
  }
  const next = await shop.openServer();
  const outcomes = [(await ask(next))[1].outcome, (await ask(next, "cup"))[1].outcome];
  await shop.wait(9);
  outcomes.push((await ask(next))[1].outcome);
  await shop.wait(1);
  outcomes.push((await ask(next))[1].outcome);

  assert.deepEqual(outcomes, ["cooling_down", "asked", "cooling_down", "asked"]);
  assert.equal((await shop.told()).length, 3);
});

Deno.test("pauses: a dry run tells nobody and holds up nothing that is meant", async () => {
  await using shop = await openDatabase();
  const server = await shop.openServer();
  await server.publish("inventory", { productId: "mug", available: 3 });
  await shop.addTarget();
  const answers = [];
  for (const body of ['{"dryRun":true}', '{"dryRun":true}', "{}"]) {
    const [status, { outcome, dryRun, targets }] = await ask(server, "mug", body);
    answers.push({ status, outcome, dryRun, targets });
    if (dryRun) assert.deepEqual(await shop.told(), []);
  }

  assert.deepEqual(answers, [
    { status: 200, outcome: "dry_run", dryRun: true, targets: 1 },
    { status: 200, outcome: "cooling_down", dryRun: true, targets: 1 },
    { status: 201, outcome: "asked", dryRun: false, targets: 1 },
  ]);
});

Deno.test("pauses: what nobody heard does not hold up the first ask that somebody hears", async () => {
  await using shop = await openDatabase();
  const server = await shop.openServer();
  await server.publish("inventory", { productId: "mug", available: 3 });
  const outcomes = [];
  for (let turn = 0; turn < 4; turn++) {
    if (turn === 2) await shop.addTarget();
    const [, { outcome, targets }] = await ask(server);
    outcomes.push(`${outcome} ${targets}`);
  }

  assert.deepEqual(outcomes, ["asked 0", "cooling_down 0", "asked 1", "cooling_down 1"]);
});

Deno.test("pauses: a request whose notice could not be kept was not made", async () => {
  await using shop = await openDatabase();
  const server = await shop.openServer();
  await server.publish("inventory", { productId: "mug", available: 3 });
  await shop.addTarget();
  await shop.sql`alter table flashboard.deliveries rename to gone`;
  const [status] = await ask(server);
  await shop.sql`alter table flashboard.gone rename to deliveries`;

  assert.equal(status, 500);
  assert.deepEqual(await trail(server), []);
  assert.deepEqual((await ask(server))[1].outcome, "asked");
});

Deno.test("pauses: a product that nobody told of, and what is no option, are said to be so", async () => {
  await using shop = await openDatabase();
  const server = await shop.openServer();
  await server.publish("inventory", { productId: "mug", available: 3 });
  const answers: [body: string, productId: string, status: number, detail: RegExp][] = [
    ["", "nothing", 404, /Nobody told the stock of a product "nothing"/],
    ["{", "mug", 400, /Not JSON: expected \{"dryRun":true\}/],
    ['{"dryrun":true}', "mug", 422, /Unrecognized key: "dryrun"/],
    ['{"dryRun":"yes"}', "mug", 422, /dryRun: /],
  ];
  for (const [body, productId, status, detail] of answers) {
    const response = await server.pause(productId, body);
    assert.match((await response.json()).detail, detail);
    assert.equal(response.status, status);
  }
  assert.deepEqual(await trail(server), []);
});
