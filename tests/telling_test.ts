import assert from "node:assert/strict";
import type { Alert } from "../lib/alert.ts";
import { noticesBetween } from "../lib/alert_notices.ts";
import type { Publication } from "../lib/command.ts";
import { FlashboardError } from "../lib/error.ts";
import { Hub } from "../lib/hub.ts";
import type { Notice, Outbox } from "../lib/outbox.ts";
import { Telling, type Told } from "../lib/telling.ts";
import { titleOf } from "../lib/wording.ts";
import { ledgerOptions, place, publication, setStock, triage } from "./builders.ts";
import { FakeClock } from "./fake_clock.ts";
import { hubOptions, ListLog } from "./memory_hub.ts";

const AT = "2026-11-24T09:00:00.000Z";

/** An outbox that takes each key once, and how far it was told; it can be away. */
class FakeOutbox implements Outbox, Told {
  readonly notices: Notice[] = [];
  told = 0;
  away = false;
  posts = 0;

  async post(notices: readonly Notice[]): Promise<void> {
    this.posts++;
    await this.#reach();
    const known = new Set(this.notices.map(({ key }) => key));
    this.notices.push(...notices.filter(({ key }) => !known.has(key)));
  }

  async seq(): Promise<number> {
    await this.#reach();
    return this.told;
  }

  async move(seq: number): Promise<void> {
    await this.#reach();
    this.told = Math.max(this.told, seq);
  }

  keys(): string[] {
    return this.notices.map(({ key }) => key);
  }

  async #reach(): Promise<void> {
    await Promise.resolve();
    if (this.away) throw new FlashboardError("unavailable", "The database is away");
  }
}

function openTelling(outbox: FakeOutbox, clock: FakeClock): Promise<Telling> {
  return Telling.open({
    outbox,
    told: outbox,
    clock,
    storeName: () => "Shop",
    onTrouble: (error) => assert.fail(error as Error),
  });
}

/** A server on a log that may be another's too. */
async function openServer(outbox: FakeOutbox, log = new ListLog()) {
  const clock = new FakeClock();
  const watcher = await openTelling(outbox, clock);
  let trouble: unknown = null;
  const onTrouble = (error: unknown) => void (trouble = error);
  const hub = await Hub.open({ ...hubOptions(clock), log, watcher, onTrouble });
  return {
    log,
    clock,
    hub,
    trouble: () => trouble,
    publish: async (...batch: Publication[]) => {
      const { events } = await log.commit(batch, ledgerOptions(clock.now()));
      hub.deliver("abc", events);
    },
    told: () => watcher.settled(hub.position.seq),
  };
}

const alerting = (title: string) =>
  publication({ type: "alert", index: 0, title, message: "", severity: "critical" });

/** Sales after which the fold warns that mugs run out. */
function sale(): Publication[] {
  const items = [{ productId: "mug", name: "Mug", quantity: 1, price: "1.00" }];
  const orders = Array.from({ length: 10 }, (_, n) => place({ id: `o${n}`, items }));
  return [publication(setStock("mug", 60)), ...orders.map((order) => publication(order))];
}

Deno.test("telling: what is published, what stock crosses and what the fold foresees is told, once", async () => {
  const outbox = new FakeOutbox();
  const server = await openServer(outbox);
  await server.publish(alerting("Slow"), publication(setStock("cup", 3)), ...sale());
  await server.told();
  const titles = outbox.notices.map(({ data }) => data["title"]);

  assert.deepEqual(titles.slice(0, 2), ["Slow", "Low stock: cup"]);
  assert.match(String(titles[2]), /^Runs out (soon|in minutes): mug$/);
  const [first] = outbox.notices;
  assert.deepEqual(first, {
    key: "alert.triggered:alert-1",
    type: "alert.triggered",
    at: first?.at,
    data: {
      id: "alert-1",
      title: "Slow",
      message: "",
      severity: "critical",
      at: first?.at,
      store: "Shop",
    },
  });
  await server.hub[Symbol.asyncDispose]();
});

Deno.test("telling: what is over is told once, and where a worse alert followed it says so", () => {
  const [one, two] = ["alert-1", "alert-2"].map((id): Alert => {
    return { id, title: "Low stock: Mug", message: "", severity: "warning", at: AT };
  });
  assert.ok(one && two);
  const over = { ...one, resolvedAt: AT };
  const followed = { ...two, resolvedAt: AT, replacedBy: "alert-3" };
  const notices = noticesBetween([two, one], [followed, over], "Shop");

  assert.deepEqual(notices.map(({ key }) => key), [
    "alert.resolved:alert-1",
    "alert.resolved:alert-2",
  ]);
  assert.deepEqual(notices.map(titleOf), [
    "Resolved: Low stock: Mug",
    "A worse one followed: Low stock: Mug",
  ]);
  assert.deepEqual(noticesBetween([followed, over], [followed, over], "Shop"), []);
});

Deno.test("telling: an alert for which a board has no room is told all the same", async () => {
  const outbox = new FakeOutbox();
  const watcher = await openTelling(outbox, new FakeClock());
  const data: Alert = { id: "alert-9", title: "Slow", message: "", severity: "info", at: AT };
  watcher.note([], { seq: 9, channel: "alerts", at: AT, data });
  await watcher.settled(9);

  assert.deepEqual(outbox.keys(), ["alert.triggered:alert-9"]);
});

Deno.test("telling: what is noted at any moment of a post is told without waiting for more", async () => {
  for (let turns = 0; turns < 20; turns++) {
    const outbox = new FakeOutbox();
    const watcher = await openTelling(outbox, new FakeClock());
    for (const seq of [1, 2]) {
      const data: Alert = { id: `n${seq}`, title: "Slow", message: "", severity: "info", at: AT };
      watcher.note([data], { seq, channel: "alerts", at: AT, data });
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    }
    await watcher.settled(2);

    assert.deepEqual(outbox.keys(), ["alert.triggered:n1", "alert.triggered:n2"], `${turns}`);
    assert.equal(outbox.told, 2);
  }
});

Deno.test("telling: that somebody sees to an alert is told; that it sleeps or is opened again is not", async () => {
  const outbox = new FakeOutbox();
  const server = await openServer(outbox);
  await server.publish(alerting("Slow"));
  const until = new Date(server.clock.now() + 900_000).toISOString();
  const changes = [{ snoozedUntil: until }, { acknowledged: true }, {}, { acknowledged: true }];
  for (const change of changes) await server.publish(publication(triage("alert-1", change)));
  await server.told();

  assert.deepEqual(outbox.keys(), [
    "alert.triggered:alert-1",
    "alert.acknowledged:alert-1",
  ]);
  await server.hub[Symbol.asyncDispose]();
});

Deno.test("telling: what could not be told while the database was away is told in order when it is back", async () => {
  const outbox = new FakeOutbox();
  const server = await openServer(outbox);
  outbox.away = true;
  await server.publish(alerting("one"));
  await server.publish(alerting("two"));
  while (outbox.posts === 0) await Promise.resolve();
  for (let n = 0; n < 20; n++) await Promise.resolve();
  outbox.away = false;
  assert.deepEqual(outbox.notices, []);
  server.clock.advance(1_000);
  await server.told();

  assert.deepEqual(outbox.notices.map(({ data }) => data["title"]), ["one", "two"]);
  await server.hub[Symbol.asyncDispose]();
});

Deno.test("telling: a server that ends with something untold keeps no board beyond it, so that the next tells it", async () => {
  const outbox = new FakeOutbox();
  const first = await openServer(outbox);
  await first.publish(alerting("told"));
  await first.told();
  outbox.away = true;
  await first.publish(...sale());
  await first.hub[Symbol.asyncDispose]();
  assert.equal(first.log.checkpoint, null);
  assert.match(String(first.trouble()), /wait to be told/);
  outbox.away = false;
  const second = await openServer(outbox, first.log);
  await second.told();

  const [told, ...warnings] = outbox.notices.map(({ data }) => String(data["title"]));
  assert.equal(told, "told");
  assert.ok(warnings.length > 0, "they are nowhere in the log: only a fold finds them");
  assert.ok(warnings.every((title) => title.startsWith("Runs out")), warnings.join());
  await second.hub[Symbol.asyncDispose]();
  assert.equal(second.log.checkpoint?.seq, second.log.events.length);
});

Deno.test("telling: what was told before a server started is not told again, whatever the outbox forgot", async () => {
  const outbox = new FakeOutbox();
  const first = await openServer(outbox);
  await first.publish(alerting("old"), ...sale());
  await first.hub[Symbol.asyncDispose]();
  assert.ok(outbox.notices.length >= 2);
  outbox.notices.length = 0;
  first.log.checkpoint = null;
  const second = await openServer(outbox, first.log);
  await second.publish(alerting("new"));
  await second.told();

  assert.deepEqual(outbox.notices.map(({ data }) => data["title"]), ["new"]);
  await second.hub[Symbol.asyncDispose]();
});
