import assert from "node:assert/strict";
import type { Pause } from "../lib/pause.ts";
import { poll } from "./harness/wait.ts";
import { openPauses, trailOf } from "./pauses.ts";
import { anOrder, type Shop } from "./shop.ts";

async function ask(shop: Shop, productId = "mug", body = ""): Promise<[number, Pause]> {
  const response = await shop.pause(productId, body);
  return [response.status, await response.json()];
}

Deno.test("pauses: of 200 who ask at once on two servers one is first, and targets are told once", async () => {
  await using shop = await openPauses();
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
  const listed = await trailOf(there);
  assert.equal(listed.length, 100);
  assert.ok(listed.every(({ productId, askedBy }) => productId === "mug" && askedBy === "click"));
});

Deno.test("pauses: the targets and the trail are told how the product stood, and no more", async () => {
  await using shop = await openPauses();
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
  assert.deepEqual(await trailOf(server), [{ id, at, ...pause }]);
  assert.deepEqual(await shop.told(), [{
    key: `promotion.pause.requested:${id}`,
    type: "promotion.pause.requested",
    at,
    data: { id, at, ...stood, store: "My store" },
  }]);
});

Deno.test("pauses: a cool-down is each product's own, outlives a restart, and ends after ten minutes", async () => {
  await using shop = await openPauses();
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
  await using shop = await openPauses();
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
  await using shop = await openPauses();
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
  await using shop = await openPauses();
  const server = await shop.openServer();
  await server.publish("inventory", { productId: "mug", available: 3 });
  await shop.addTarget();
  await shop.sql`alter table flashboard.deliveries rename to gone`;
  const [status] = await ask(server);
  await shop.sql`alter table flashboard.gone rename to deliveries`;

  assert.equal(status, 500);
  assert.deepEqual(await trailOf(server), []);
  assert.deepEqual((await ask(server))[1].outcome, "asked");
});

Deno.test("pauses: a product that nobody told of, and what is no option, are said to be so", async () => {
  await using shop = await openPauses();
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
  assert.deepEqual(await trailOf(server), []);
});

Deno.test("pauses: a connection that is lost while one asks costs an answer, and neither the server nor a notice", async () => {
  await using shop = await openPauses();
  const server = await shop.openServer();
  await shop.addTarget();
  await server.publish("inventory", { productId: "mug", available: 12 });
  await shop.sql`
    create function lose() returns trigger language plpgsql as
      'begin perform pg_terminate_backend(pg_backend_pid()), pg_sleep(9); return new; end'`;
  await shop.sql`
    create trigger lose before insert on flashboard.deliveries for each row execute function lose()`;
  const [lost] = await ask(server);
  await shop.sql`drop trigger lose on flashboard.deliveries`;
  const [asked, { outcome }] = await ask(server);

  assert.deepEqual([lost, asked, outcome], [503, 201, "asked"]);
  // A connection that was lost may be asked once more before it is back.
  assert.ok(await poll(async () => Array.isArray(await trailOf(server))));
  assert.equal((await trailOf(server)).length, 1, "what was lost left nothing");
  assert.equal((await shop.told()).length, 1);
});
