import assert from "node:assert/strict";
import * as fc from "fast-check";
import { backoffMs } from "../lib/backoff.ts";
import { Deliverer } from "../lib/delivery.ts";
import { nextGroup } from "../lib/grouping.ts";
import type { Notice, NoticeType } from "../lib/outbox.ts";
import { PostgresDeliveries } from "../lib/postgres/deliveries.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { PostgresOutbox } from "../lib/postgres/outbox.ts";
import type { Addressee, Message, Messenger, Outcome } from "../lib/target.ts";
import { FakeClock } from "./fake_clock.ts";
import { testDatabase } from "./harness/postgres.ts";
import { poll } from "./harness/wait.ts";

const AT = "2026-11-24T09:00:00.000Z";
const DELIVERED: Outcome = { result: "delivered", status: 200, restMs: 0 };
const AWAY: Outcome = { result: "failed", detail: "Nobody there", away: true, restMs: 0 };
const REFUSED: Outcome = { result: "failed", detail: "It answered 400", away: false, restMs: 0 };

function notice(subject: string, type: NoticeType = "alert.triggered"): Notice {
  return { key: `${type}:${subject}`, type, at: AT, data: { title: `Low stock: ${subject}` } };
}

/** Targets that answer as they are told, and remember what came: `target key key …` each. */
class FakeMessenger implements Messenger {
  readonly sent: string[] = [];
  readonly ids: string[] = [];
  answer: (message: Message, to: Addressee) => Outcome | Promise<Outcome> = () => DELIVERED;

  gathers(kind: string): boolean {
    return kind === "slack";
  }

  async send(to: Addressee, message: Message, signal?: AbortSignal): Promise<Outcome> {
    this.sent.push([to.id, ...message.notices.map(({ key }) => key)].join(" "));
    this.ids.push(message.id);
    const ended = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
    return await Promise.race([this.answer(message, to), ended]);
  }
}

/** Deliveries on a database of its own, and servers that send them. */
async function openDeliveries() {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const sql = stack.adopt(await openPostgres(database, () => {}), (sql) => sql.end());
  const outbox = new PostgresOutbox(sql);
  const store = new PostgresDeliveries(sql);
  const messenger = new FakeMessenger();
  const clock = new FakeClock();
  const opened = stack.move();
  const openServer = () =>
    opened.use(
      new Deliverer({
        store,
        messenger,
        clock,
        random: () => 0,
        onTrouble: (error) => assert.fail(error as Error),
      }),
    );
  const addTarget = (id: string, kind = "webhook") =>
    sql`insert into flashboard.targets (id, kind, name, config, types, least_severity, created_at)
      values (${id}, ${kind}, ${id}, '{}', ${[
      "alert.triggered",
      "alert.acknowledged",
      "alert.resolved",
      "promotion.pause.requested",
    ]}, 'info', ${AT}::text::timestamptz)`;
  /** Makes it as late as if this time had passed. */
  const pass = async (ms: number) => {
    const past = sql`${ms}::float8 * interval '1 ms'`;
    // In one step: a server that looks in between would have a lease which is over.
    await sql`
      with passed as (
        update flashboard.targets set taken_until = taken_until - ${past},
          rests_until = rests_until - ${past}
      )
      update flashboard.deliveries set next_at = next_at - ${past}, created_at = created_at - ${past}`;
    clock.advance(1_000);
  };
  const states = async () => {
    const rows = await sql<{ key: string; attempts: number; state: string }[]>`
      select key, attempts, case when done_at is not null then 'done'
        when failed_at is not null then 'given up' else 'waits' end as state
      from flashboard.deliveries order by no`;
    return rows.map(({ key, attempts, state }) => `${key} ${state} ${attempts}`);
  };
  return {
    sql,
    outbox,
    messenger,
    clock,
    openServer,
    addTarget,
    pass,
    states,
    /** Whether no server would find anything to send now. */
    isQuiet: async () => await store.take(1) === null,
    /** Resolves once so many messages were sent, in all. */
    sent: async (count: number) => {
      assert.ok(await poll(() => messenger.sent.length >= count), messenger.sent.join("\n"));
      return messenger.sent;
    },
    settled: (expected: string[]) =>
      poll(async () => JSON.stringify(await states()) === JSON.stringify(expected), 5_000),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

Deno.test("delivery: what is posted goes out at once, each once, however many servers there are", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("a");
  await kept.addTarget("b");
  const servers = [kept.openServer(), kept.openServer(), kept.openServer()];
  const subjects = Array.from({ length: 20 }, (_, at) => `s${at}`);
  await Promise.all(servers.map((server) => {
    return server.waking(kept.outbox).post(subjects.map((subject) => notice(subject)));
  }));
  const sent = await kept.sent(40);

  assert.ok(
    await kept.settled(subjects.flatMap((subject) => {
      return [`alert.triggered:${subject} done 1`, `alert.triggered:${subject} done 1`];
    })),
  );
  const expected = ["a", "b"].flatMap((target) =>
    subjects.map((s) => `${target} alert.triggered:${s}`)
  );
  assert.deepEqual([...sent].sort(), expected.sort(), "none twice, though nobody asked the clock");
});

Deno.test("delivery: one message at a time goes to a target, and of a subject each in its turn", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("t");
  const server = kept.openServer();
  let [open, most] = [0, 0];
  kept.messenger.answer = async ({ notices: [{ key }] }) => {
    most = Math.max(most, ++open);
    await Promise.resolve();
    open--;
    return key === "alert.triggered:a" && kept.messenger.sent.length === 1 ? REFUSED : DELIVERED;
  };
  await server.waking(kept.outbox).post([
    notice("a"),
    notice("b"),
    notice("a", "alert.acknowledged"),
    notice("a", "alert.resolved"),
  ]);
  assert.deepEqual(await kept.sent(2), ["t alert.triggered:a", "t alert.triggered:b"]);
  await kept.pass(5_000);

  assert.deepEqual((await kept.sent(5)).slice(2), [
    "t alert.triggered:a",
    "t alert.acknowledged:a",
    "t alert.resolved:a",
  ]);
  assert.equal(most, 1);
});

Deno.test("delivery: a message that fails is tried ten times within three days, under one id, then given up", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("t");
  kept.messenger.answer = () => REFUSED;
  await kept.openServer().waking(kept.outbox).post([notice("a")]);
  const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
  for (const [at, seconds] of waits.entries()) {
    await kept.sent(at + 1);
    assert.ok(await kept.settled([`alert.triggered:a waits ${at + 1}`]));
    const margin = Math.min(seconds * 900, 60_000);
    await kept.pass(seconds * 1_000 - margin);
    assert.ok(await kept.isQuiet(), `not within ${seconds} s`);
    await kept.pass(margin);
  }
  await kept.sent(10);

  assert.ok(await kept.settled(["alert.triggered:a given up 10"]));
  assert.equal(new Set(kept.messenger.ids).size, 1);
  const [row] = await kept.sql`select error from flashboard.deliveries`;
  assert.equal(row?.["error"], "It answered 400");
  await kept.pass(90_000_000);
  assert.ok(await kept.isQuiet());
});

Deno.test("delivery: waits are stretched by up to a fifth, so that not all come back together", () => {
  assert.equal(backoffMs(0, 1), 0);
  assert.deepEqual([backoffMs(2, 0), backoffMs(2, 1)], [300_000, 360_000]);
  assert.equal(backoffMs(10, 0), null);
});

Deno.test("delivery: a target that was away hears what it missed as soon as it is back", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("t");
  const server = kept.openServer();
  const outbox = server.waking(kept.outbox);
  kept.messenger.answer = () => AWAY;
  await outbox.post([notice("a"), notice("b"), notice("c")]);
  await kept.sent(1);
  assert.ok(
    await kept.settled([
      "alert.triggered:a waits 1",
      "alert.triggered:b waits 0",
      "alert.triggered:c waits 0",
    ]),
    "the others need not find out as well",
  );
  for (const at of [2, 3, 4]) {
    await kept.pass(3_000_000);
    await kept.sent(at);
  }
  kept.messenger.answer = () => DELIVERED;
  await kept.pass(300_000);
  const sent = (await kept.sent(7)).slice(4).map((one) => one.split(":")[1]);

  assert.deepEqual(sent.toSorted(), ["a", "b", "c"]);
});

Deno.test("delivery: a target that asks for a rest gets it, and its message costs no more than an attempt", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("t");
  const server = kept.openServer();
  kept.messenger.answer = () => ({ ...REFUSED, restMs: 60_000 });
  await server.waking(kept.outbox).post([notice("a"), notice("b")]);
  await kept.sent(1);
  assert.ok(await kept.settled(["alert.triggered:a waits 1", "alert.triggered:b waits 0"]));
  kept.messenger.answer = () => ({ ...DELIVERED, restMs: 60_000 });
  await kept.pass(10_000);
  assert.ok(await kept.isQuiet());
  await kept.pass(50_000);
  await kept.sent(2);
  assert.ok(await kept.settled(["alert.triggered:a done 2", "alert.triggered:b waits 0"]));
  assert.ok(await kept.isQuiet());
  await kept.pass(60_000);

  assert.deepEqual((await kept.sent(3)).slice(1), ["t alert.triggered:a", "t alert.triggered:b"]);
});

Deno.test("delivery: a target that is gone is disabled with its reason, keeps what waits, and others go on", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("gone");
  await kept.addTarget("here");
  kept.messenger.answer = (_, { id }) => {
    return id === "gone" ? { result: "gone", detail: "It answered 410" } : DELIVERED;
  };
  const outbox = kept.openServer().waking(kept.outbox);
  await outbox.post([notice("a"), notice("b")]);
  await kept.sent(3);
  await outbox.post([notice("c")]);
  const sent = await kept.sent(4);

  assert.equal(sent.filter((one) => one.startsWith("gone")).length, 1);
  const [row] = await kept.sql`select disabled, (
      select count(*)::int from flashboard.deliveries where target = 'gone' and done_at is null
    ) as waiting from flashboard.targets where id = 'gone'`;
  assert.deepEqual({ ...row }, { disabled: "It answered 410", waiting: 2 });
});

Deno.test("delivery: what a server was sending when it was killed, another sends under the same id", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("t");
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  kept.messenger.answer = () => late;
  const killed = kept.openServer();
  await killed.waking(kept.outbox).post([notice("a")]);
  await kept.sent(1);
  kept.messenger.answer = () => DELIVERED;
  kept.openServer();
  await kept.outbox.post([notice("b")]);
  await kept.pass(10_000);
  assert.ok(await kept.isQuiet(), "the target is still taken");
  await kept.pass(50_000);
  await kept.sent(3);

  assert.deepEqual(kept.messenger.sent.slice(1), ["t alert.triggered:a", "t alert.triggered:b"]);
  assert.equal(kept.messenger.ids[1], kept.messenger.ids[0]);
  resolve(AWAY);
  await killed[Symbol.asyncDispose]();
  assert.ok(await kept.settled(["alert.triggered:a done 1", "alert.triggered:b done 1"]));
});

Deno.test("delivery: a server that stops sends what it has taken, takes nothing more and leaves no lease", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("t");
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  kept.messenger.answer = () => late;
  await kept.outbox.post([notice("a"), notice("b")]);
  const stopped = kept.openServer()[Symbol.asyncDispose]();
  await kept.sent(1);
  resolve(DELIVERED);
  await stopped;

  assert.deepEqual(await kept.states(), ["alert.triggered:a done 1", "alert.triggered:b waits 0"]);
  assert.equal(await kept.isQuiet(), false, "another may send the rest at once");
  assert.equal(kept.messenger.sent.length, 1);
});

Deno.test("delivery: what many alerts come to is one message, where a target takes that", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("chat", "slack");
  await kept.addTarget("hook");
  const subjects = Array.from({ length: 14 }, (_, at) => `s${at}`);
  await kept.openServer().waking(kept.outbox).post(subjects.map((subject) => notice(subject)));
  const sent = await kept.sent(15);

  const keys = subjects.map((subject) => `alert.triggered:${subject}`);
  assert.deepEqual(sent.filter((one) => one.startsWith("chat")), [`chat ${keys.join(" ")}`]);
  assert.deepEqual(sent.filter((one) => one.startsWith("hook")), keys.map((key) => `hook ${key}`));
});

Deno.test("delivery: what is older than 30 days is forgotten, and nothing that is younger", async () => {
  await using kept = await openDeliveries();
  await kept.addTarget("t");
  kept.openServer();
  await kept.outbox.post([notice("old")]);
  await kept.pass(30 * 86_400_000);
  await kept.outbox.post([notice("new")]);
  kept.clock.advance(3_600_000);

  assert.ok(await kept.settled(["alert.triggered:new done 1"]));
});

const anyWaiting = fc.array(
  fc.tuple(
    fc.constantFrom<NoticeType>("alert.triggered", "alert.resolved", "promotion.pause.requested"),
    fc.string(),
  ).map(([type, subject]) => ({ id: crypto.randomUUID(), notice: notice(subject, type) })),
  { maxLength: 30 },
);

Deno.test("grouping: all that waits is told once and in order, alone up to five alerts, together beyond", () => {
  fc.assert(fc.property(anyWaiting, fc.boolean(), (waiting, gathers) => {
    let left = waiting;
    while (left.length > 0) {
      const group = nextGroup(left, gathers);
      const alerts = left.filter(({ notice }) => notice.type.startsWith("alert."));

      assert.equal(group[0], left[0], "the first is never passed over");
      assert.deepEqual(group, left.filter((one) => group.includes(one)), "in order, none twice");
      if (group.length > 1) assert.deepEqual(group, alerts);
      assert.equal(group.length > 1, gathers && alerts.length > 5 && alerts[0] === left[0]);
      left = left.filter((one) => !group.includes(one));
    }
    assert.deepEqual(nextGroup(left, gathers), []);
  }));
});
