import assert from "node:assert/strict";
import * as fc from "fast-check";
import { systemClock } from "../lib/clock.ts";
import { FlashboardError } from "../lib/error.ts";
import { Passwords } from "../lib/passwords.ts";
import { connect } from "../lib/postgres/connect.ts";
import { migrate } from "../lib/postgres/migrate.ts";
import { PostgresSessions } from "../lib/postgres/sessions.ts";
import { beginSession, IDLE_MS, LONGEST_MS, readSession, signSession } from "../lib/session.ts";
import { type EndedSession, type KeptEnd, Sessions, type SessionStore } from "../lib/sessions.ts";
import { FakeClock } from "./fake_clock.ts";
import { testDatabase } from "./harness/postgres.ts";
import { poll } from "./harness/wait.ts";

const PASSWORDS = { dashboardPassword: "look", operatorPassword: "change" };

const mustNotFail = (error: unknown) => {
  throw error;
};

Deno.test("passwords: one alone makes operators; beside an operators' it makes viewers", () => {
  const alone = new Passwords({ ...PASSWORDS, operatorPassword: null });
  const both = new Passwords(PASSWORDS);

  assert.deepEqual(["look", "change", ""].map((one) => alone.roleOf(one)), [
    "operator",
    null,
    null,
  ]);
  assert.deepEqual(["look", "change", "look "].map((one) => both.roleOf(one)), [
    "viewer",
    "operator",
    null,
  ]);
});

Deno.test("sessions: what is read is what was signed, and nothing that was changed anywhere", () => {
  const key = new Uint8Array(32).fill(7);
  const signed = signSession(beginSession("an-id", "viewer", 1_000), key);
  assert.deepEqual(readSession(signed, key, 1_001), beginSession("an-id", "viewer", 1_000));

  fc.assert(fc.property(fc.nat(signed.length - 1), fc.string({ maxLength: 3 }), (at, text) => {
    const changed = signed.slice(0, at) + text + signed.slice(at + 1);
    const session = readSession(changed, key, 1_001);
    assert.equal(session === null, changed !== signed, changed);
  }));
  assert.equal(readSession(signed, new Uint8Array(32).fill(8), 1_001), null);
  for (const text of ["", ".", "viewer", signed.replace("viewer", "operator")]) {
    assert.equal(readSession(text, key, 1_001), null);
  }
});

/** What servers share, in memory; it can be away. */
class FakeStore implements SessionStore {
  kept: KeptEnd[] = [];
  away = false;

  secret(): Promise<string> {
    return Promise.resolve("a secret of all servers");
  }

  end(ended: EndedSession): Promise<void> {
    if (this.away) return Promise.reject(new FlashboardError("unavailable", "It is away"));
    this.kept.push({ ...ended, no: this.kept.length + 1 });
    return Promise.resolve();
  }

  ended(after: number): Promise<KeptEnd[]> {
    if (this.away) return Promise.reject(new FlashboardError("unavailable", "It is away"));
    return Promise.resolve(this.kept.filter(({ no }) => no > after));
  }
}

function openFake(store: SessionStore, clock: FakeClock, passwords = PASSWORDS) {
  const options = { store, clock, passwords: new Passwords(passwords), onTrouble: mustNotFail };
  return Sessions.open(options);
}

Deno.test("sessions: one that is used goes on for thirty days; one that is not is over in a day", async () => {
  const clock = new FakeClock();
  const sessions = await openFake(new FakeStore(), clock);
  const idle = sessions.write(sessions.begin("viewer"));
  let used = sessions.read(idle) ?? assert.fail();
  assert.equal(sessions.renew(used), null, "there is nothing to renew yet");
  const startedAt = clock.now();
  clock.step(IDLE_MS - 1);
  assert.notEqual(sessions.read(idle), null);
  used = sessions.renew(used) ?? assert.fail();
  clock.step(1);
  assert.equal(sessions.read(idle), null);

  while (sessions.isOpen(used)) {
    clock.step(IDLE_MS / 2);
    used = sessions.renew(used) ?? used;
  }
  assert.equal(used.endsAt - startedAt, LONGEST_MS);
  assert.equal(sessions.read(sessions.write(used)), null);
});

Deno.test("sessions: a log-out ends every copy, here at once and elsewhere within a second", async () => {
  const [store, clock] = [new FakeStore(), new FakeClock()];
  const [here, there] = [await openFake(store, clock), await openFake(store, clock)];
  const session = here.begin("operator");
  clock.advance(IDLE_MS / 2);
  const copies = [session, here.renew(session) ?? assert.fail()].map((one) => here.write(one));
  assert.ok(copies.every((copy) => there.read(copy)));
  await here.end(session);
  assert.deepEqual(copies.map((copy) => here.read(copy)), [null, null]);

  clock.advance(999);
  assert.ok(await poll(() => copies.every((copy) => !there.read(copy))));
  const later = await openFake(store, clock);
  assert.deepEqual(copies.map((copy) => later.read(copy)), [null, null]);
});

Deno.test("sessions: while the database is away nobody is let in again, and a log-out says that it failed", async () => {
  const [store, clock] = [new FakeStore(), new FakeClock()];
  const sessions = await openFake(store, clock);
  const [gone, stays] = [sessions.begin("viewer"), sessions.begin("viewer")];
  await sessions.end(gone);
  store.away = true;
  clock.advance(5_000);
  await assert.rejects(sessions.end(stays), { code: "unavailable" });

  assert.deepEqual([gone, stays].map((one) => sessions.isOpen(one)), [false, true]);
});

Deno.test("sessions: another password, of either kind, ends all of them", async () => {
  const [store, clock] = [new FakeStore(), new FakeClock()];
  const before = await openFake(store, clock);
  const cookie = before.write(before.begin("operator"));
  for (const changed of [{ operatorPassword: "new" }, { dashboardPassword: "new" }]) {
    const after = await openFake(store, clock, { ...PASSWORDS, ...changed });
    assert.equal(after.read(cookie), null, JSON.stringify(changed));
  }
});

Deno.test("sessions: servers of one database agree, those of another do not, and log-outs are swept", async () => {
  await using stack = new AsyncDisposableStack();
  const open = async (url: string) => {
    const sql = stack.adopt(connect({ url }), (sql) => sql.end({ timeout: 1 }));
    await migrate(sql);
    const store = new PostgresSessions(sql);
    const passwords = new Passwords(PASSWORDS);
    const options = { store, clock: systemClock, passwords, onTrouble: mustNotFail };
    return { store, sessions: stack.use(await Sessions.open(options)) };
  };
  const [one, other] = [stack.use(await testDatabase()), stack.use(await testDatabase())];
  const [first, second] = await Promise.all([open(one.url), open(one.url)]);
  const stranger = await open(other.url);
  const session = first.sessions.begin("viewer");
  const cookie = first.sessions.write(session);

  assert.deepEqual(second.sessions.read(cookie), session);
  assert.equal(stranger.sessions.read(cookie), null);
  await first.store.end({ id: "old", forgetAt: Date.now() - 1_000 });
  await first.sessions.end(session);
  await first.sessions.end(session);
  const [kept = assert.fail("no log-out"), ...more] = await second.store.ended(0);
  assert.deepEqual([kept.id, more], [session.id, []]);
  assert.deepEqual(await second.store.ended(kept.no), []);
  assert.ok(await poll(() => !second.sessions.isOpen(session)));
});
