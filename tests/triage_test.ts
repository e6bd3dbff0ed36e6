import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Alert } from "../lib/alert.ts";
import { apply, emptyBoard } from "../lib/board.ts";
import type { Command } from "../lib/command.ts";
import type { LogEvent } from "../lib/event.ts";
import type { Metrics } from "../lib/metrics.ts";
import { standingOf, type Triage } from "../lib/triage.ts";
import { anyPublications, NOON, publication, setStock, triage } from "./builders.ts";
import { PureShop } from "./pure_shop.ts";
import { programPath } from "./harness/programs.ts";
import { keepKey } from "./keep_key.ts";
import { openShop, type Shop } from "./shop.ts";
import { twoServers } from "./two_servers.ts";

const raised: Command = {
  type: "alert",
  index: 0,
  title: "Payment provider slow",
  message: "",
  severity: "critical",
};

const LATER = new Date(NOON + 900_000).toISOString();

/** The alerts on a board after these commands, each accepted a second after the one before. */
function alertsAfter(...commands: Command[]): Alert[] {
  const shop = new PureShop();
  commands.forEach((command, n) => shop.commit([publication(command)], NOON + n * 1_000));
  return shop.board.alerts;
}

Deno.test("triage: an alert is acknowledged once, by whoever was first", () => {
  const acknowledge = triage("alert-1", { acknowledged: true });
  const [alert] = alertsAfter(raised, acknowledge, acknowledge);

  assert.deepEqual(alert?.acknowledged, { at: new Date(NOON + 1_000).toISOString() });
});

Deno.test("triage: the last triage stands for all of it, and opening again leaves no trace", () => {
  const acknowledge = triage("alert-1", { acknowledged: true });
  const snooze = triage("alert-1", { snoozedUntil: LATER });
  const [snoozed] = alertsAfter(raised, acknowledge, snooze);
  const [acknowledged] = alertsAfter(raised, snooze, acknowledge);

  assert.deepEqual([snoozed?.snoozedUntil, snoozed?.acknowledged], [LATER, undefined]);
  assert.deepEqual([acknowledged?.snoozedUntil, !!acknowledged?.acknowledged], [undefined, true]);
  for (const before of [acknowledge, snooze]) {
    assert.deepEqual(alertsAfter(raised, before, triage("alert-1")), alertsAfter(raised));
  }
});

Deno.test("triage: an alert keeps its place, and one that is not on the board changes nothing", () => {
  const commands = [raised, raised, raised];
  const acknowledge = triage("alert-2", { acknowledged: true });
  const ids = alertsAfter(...commands, acknowledge).map(({ id }) => id);

  assert.deepEqual(ids, ["alert-3", "alert-2", "alert-1"]);
  assert.deepEqual(
    alertsAfter(...commands, triage("alert-9", { acknowledged: true })),
    alertsAfter(...commands),
  );
});

Deno.test("triage: a snooze ends by itself, at its instant", () => {
  const [alert] = alertsAfter(raised, triage("alert-1", { snoozedUntil: LATER }));
  assert.ok(alert);

  assert.equal(standingOf(alert, Date.parse(LATER) - 1), "snoozed");
  assert.equal(standingOf(alert, Date.parse(LATER)), "open");
});

Deno.test("triage: whatever is published, each alert stands as its last triage says", () => {
  fc.assert(fc.property(anyPublications, (batch) => {
    const { events } = new PureShop().commit(batch);
    const board = emptyBoard();
    const last = new Map<string, Triage>();
    for (const event of events) {
      apply(board, event);
      const data = event.data as Triage;
      const isKnown = board.alerts.some(({ id }) => id === data.id);
      if (event.channel === "alerts.triage" && isKnown) last.set(data.id, data);
    }
    for (const { id, acknowledged, snoozedUntil } of board.alerts) {
      const { acknowledged: wanted = false, snoozedUntil: until = null } = last.get(id) ?? {};

      assert.equal(acknowledged !== undefined, wanted);
      assert.equal(snoozedUntil ?? null, until);
    }
  }));
});

Deno.test("triage: told twice, each triage counts once", () => {
  const fold = (events: LogEvent[], times: number) => {
    const board = emptyBoard();
    for (const event of events) {
      const told = event.channel === "alerts.triage" ? times : 1;
      for (let n = 0; n < told; n++) apply(board, { ...event, seq: board.seq + 1 });
    }
    // What the fold raises is called after its event, which is a later one here.
    return board.alerts.map((alert) => ({
      ...alert,
      id: alert.id.replace(/^cover-\d+$/, "cover"),
    }));
  };
  fc.assert(fc.property(anyPublications, (batch) => {
    const { events } = new PureShop().commit(batch);

    assert.deepEqual(fold(events, 2), fold(events, 1));
  }));
});

async function problemOf(response: Response) {
  const body = response.status === 204 ? {} : await response.json();
  return { status: response.status, detail: body.detail, pointer: body.pointer };
}

async function raise(shop: Shop, title = "Payment provider slow"): Promise<string> {
  await shop.publish("alerts", { title, severity: "critical" });
  return (await shop.metrics()).alerts[0]?.id ?? assert.fail("no alert is on the board");
}

Deno.test("triage: over HTTP an alert is acknowledged, snoozed and opened again", async () => {
  await using shop = await openShop();
  const id = await raise(shop);
  const snoozedUntil = new Date(Date.now() + 900_000).toISOString();
  const states: [body: object, acknowledged: boolean, until: string | undefined][] = [
    [{ acknowledged: true }, true, undefined],
    [{ snoozedUntil }, false, snoozedUntil],
    [{ snoozedUntil: null }, false, undefined],
    [{ acknowledged: true }, true, undefined],
    [{ acknowledged: false }, false, undefined],
  ];
  for (const [body, acknowledged, until] of states) {
    const response = await shop.change(id, JSON.stringify(body));
    const [alert] = (await shop.metrics()).alerts;

    assert.equal(response.status, 204);
    assert.equal(alert?.acknowledged !== undefined, acknowledged);
    assert.equal(alert?.snoozedUntil, until);
  }
});

Deno.test("triage: the log has it on a channel of its own, once, and nobody can publish to that", async () => {
  await using shop = await openShop();
  const id = await raise(shop);
  await using events = await shop.events("?after=0&channel=alerts.triage");
  for (let n = 0; n < 2; n++) await shop.change(id, '{"acknowledged":true}');
  await shop.change(id, '{"acknowledged":false}');
  const told = [await events.next("message"), await events.next("message")];
  const refused = await shop.post("alerts.triage", JSON.stringify({ id, acknowledged: true }));

  assert.deepEqual(told.map(({ data }) => (data as { data: Triage }).data), [
    { id, acknowledged: true, snoozedUntil: null },
    { id, acknowledged: false, snoozedUntil: null },
  ]);
  assert.equal((await problemOf(refused)).status, 404);
});

Deno.test("triage: what cannot be is refused with a sentence, and changes nothing", async () => {
  await using shop = await openShop();
  const id = await raise(shop);
  const past = new Date(Date.now() - 1_000).toISOString();
  const far = new Date(Date.now() + 8 * 86_400_000).toISOString();
  const cases: [body: string, status: number, detail: RegExp][] = [
    ["{", 400, /^Not JSON/],
    ["[]", 422, /expected object/],
    ["{}", 422, /either "acknowledged" or "snoozedUntil"/],
    [`{"acknowledged":true,"snoozedUntil":"${far}"}`, 422, /either/],
    ['{"acknowledged":"yes"}', 422, /^acknowledged: /],
    ['{"acknowledged":true,"by":"ada"}', 422, /by/],
    ['{"snoozedUntil":"tomorrow"}', 422, /^snoozedUntil: /],
    [`{"snoozedUntil":"${past}"}`, 422, /within the next 7 days/],
    [`{"snoozedUntil":"${far}"}`, 422, /within the next 7 days/],
    [JSON.stringify({ snoozedUntil: "x".repeat(1_100) }), 413, /1 KiB/],
  ];
  for (const [body, status, detail] of cases) {
    const problem = await problemOf(await shop.change(id, body));

    assert.equal(problem.status, status, body);
    assert.match(problem.detail, detail);
  }
  const wrongType = await shop.change(id, "{}", { "content-type": "text/plain" });
  assert.equal((await problemOf(wrongType)).status, 415);
  const [alert] = (await shop.metrics()).alerts;
  assert.deepEqual([alert?.acknowledged, alert?.snoozedUntil], [undefined, undefined]);
});

Deno.test("triage: an alert that is not on the board is not found, whatever its id looks like", async () => {
  await using shop = await openShop();
  for (const id of ["alert-1", "cover-a/b ü-7", "../metrics", "%"]) {
    const { status, detail } = await problemOf(await shop.change(id, '{"acknowledged":true}'));

    assert.equal(status, 404, id);
    assert.equal(detail, `No alert ${JSON.stringify(id)} is on the board`);
  }
});

Deno.test("triage: a page of another site changes nothing; our own and programs do", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "s3cret" });
  await shop.publish("inventory", { productId: "mug", available: 5 });
  const password = { authorization: `Basic ${btoa("x:s3cret")}` };
  const board: Metrics = await (await fetch(`${shop.url}/api/metrics`, { headers: password }))
    .json();
  const id = board.alerts[0]?.id ?? assert.fail("no alert");
  const { origin, host } = new URL(shop.url);
  const readKey = `Bearer ${await keepKey(shop.database, "read")}`;
  const cases: [headers: Record<string, string>, status: number][] = [
    [{ ...password }, 204],
    [{ ...password, "sec-fetch-site": "same-origin", origin }, 204],
    [{ ...password, origin }, 204],
    // A proxy that ends TLS: the page's scheme is another than ours.
    [{ ...password, origin: `https://${host}` }, 204],
    [{ ...password, "sec-fetch-site": "cross-site" }, 403],
    [{ ...password, "sec-fetch-site": "same-site", origin }, 403],
    [{ ...password, "sec-fetch-site": "none" }, 403],
    [{ ...password, origin: "https://evil.example" }, 403],
    [{ ...password, origin: `http://${host}.evil.example` }, 403],
    [{ ...password, origin: "null" }, 403],
    [{}, 401],
    [{ authorization: `Basic ${btoa("x:wrong")}` }, 401],
    [{ authorization: readKey }, 401],
    [{ authorization: "Bearer test-publish-key" }, 401],
  ];
  for (const [headers, status] of cases) {
    const problem = await problemOf(await shop.change(id, '{"acknowledged":true}', headers));

    assert.equal(problem.status, status, JSON.stringify(headers));
  }
});

Deno.test("triage: what is acknowledged at one server is on the other's dashboards", async () => {
  await using servers = await twoServers(programPath("TEST_REDIS_URL"));
  const { here, there } = servers;
  const id = await raise(here);
  await there.board.next(({ data }) => !!(data as Metrics).alerts?.length);
  const response = await here.change(id, '{"acknowledged":true}');
  const { data } = await there.board.next(({ data }) =>
    (data as Metrics).alerts?.some(({ acknowledged }) => acknowledged) ?? false
  );

  assert.equal(response.status, 204);
  assert.deepEqual((data as Metrics).alerts, (await here.metrics()).alerts);
});

Deno.test("triage: a stock alert is acknowledged for its crossing, and the next crossing is open", () => {
  const alerts = alertsAfter(
    setStock("mug", 5),
    triage("alert-2", { acknowledged: true }),
    setStock("mug", 50),
    setStock("mug", 5),
  );

  assert.deepEqual(alerts.map(({ acknowledged }) => acknowledged !== undefined), [false, true]);
});
