import assert from "node:assert/strict";
import { FlashboardError } from "../lib/error.ts";
import { type KeptSetting, KeptSettings, type SettingsStore } from "../lib/kept_settings.ts";
import { systemClock } from "../lib/clock.ts";
import { connect } from "../lib/postgres/connect.ts";
import { migrate } from "../lib/postgres/migrate.ts";
import { PostgresSettings } from "../lib/postgres/settings.ts";
import { FakeClock } from "./fake_clock.ts";
import { testDatabase } from "./harness/postgres.ts";
import { poll } from "./harness/wait.ts";

function mustNotFail(error: unknown): never {
  throw error;
}

/** Settings of one database as several servers have them. */
async function openDatabase() {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const sql = stack.adopt(connect({ url }), (sql) => sql.end({ timeout: 1 }));
  await migrate(sql);
  const store = new PostgresSettings(sql);
  const opened = stack.move();
  return {
    openServer: async () =>
      opened.use(
        await KeptSettings.open({ store, clock: systemClock, onTrouble: mustNotFail }),
      ),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

Deno.test("kept settings: who wrote one reads it at once, and every other server soon", async () => {
  await using database = await openDatabase();
  const [here, there] = [await database.openServer(), await database.openServer()];
  assert.equal(here.read("rules"), null);
  const value = { "low stock": [1, "ä\n", null, true], deep: { a: {} } };
  await here.write("rules", value);

  assert.deepEqual(here.read("rules"), value);
  assert.ok(await poll(() => there.read("rules") !== null));
  assert.deepEqual(there.read("rules"), value);
  assert.equal(there.writtenAt("rules"), here.writtenAt("rules"));
  assert.equal(there.read("guard"), null, "each name stands for itself");
});

Deno.test("kept settings: a server that starts knows them, the last one written stands, null forgets", async () => {
  await using database = await openDatabase();
  const here = await database.openServer();
  await here.write("rules", 1);
  await here.write("rules", "two");
  await here.write("guard", false);
  const later = await database.openServer();
  assert.deepEqual([later.read("rules"), later.read("guard")], ["two", false]);

  await later.write("rules", null);
  assert.equal(later.read("rules"), null);
  assert.ok(await poll(() => here.read("rules") === null));
});

/** A store in memory that can be away, or answer when it is told to. */
class FakeStore implements SettingsStore {
  kept: KeptSetting[] = [];
  away = false;
  answer = Promise.resolve();

  async all(): Promise<KeptSetting[]> {
    if (this.away) throw new FlashboardError("unavailable", "The database is away");
    const read = [...this.kept];
    await this.answer;
    return read;
  }

  put(setting: KeptSetting): Promise<void> {
    if (this.away) throw new FlashboardError("unavailable", "The database is away");
    this.kept = [...this.kept.filter(({ name }) => name !== setting.name), setting];
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.kept = this.kept.filter((one) => one.name !== name);
    return Promise.resolve();
  }
}

async function openFake() {
  const [store, clock] = [new FakeStore(), new FakeClock()];
  const settings = await KeptSettings.open({ store, clock, onTrouble: mustNotFail });
  return { store, clock, settings };
}

Deno.test("kept settings: what another server wrote is looked for within a second", async () => {
  const { store, clock, settings } = await openFake();
  await store.put({ name: "guard", value: "on", writtenAt: "2026-11-24T09:00:00.000Z" });
  assert.equal(settings.read("guard"), null);
  clock.advance(999);

  assert.ok(await poll(() => settings.read("guard") === "on"));
});

Deno.test("kept settings: while the database is away the last known stand, and nothing is written", async () => {
  const { store, clock, settings } = await openFake();
  await settings.write("guard", "on");
  store.away = true;
  clock.advance(2_000);
  await settings.refresh();
  await assert.rejects(settings.write("guard", "off"), { code: "unavailable" });
  assert.equal(settings.read("guard"), "on");

  store.away = false;
  await store.put({ name: "guard", value: "off", writtenAt: "2026-11-24T09:00:00.000Z" });
  clock.advance(1_000);
  assert.ok(await poll(() => settings.read("guard") === "off"));
});

Deno.test("kept settings: a slow read does not take back what was written meanwhile", async () => {
  const { store, settings } = await openFake();
  const { promise, resolve } = Promise.withResolvers<void>();
  store.answer = promise;
  const reading = settings.refresh();
  await settings.write("guard", "on");
  resolve();
  await reading;

  assert.equal(settings.read("guard"), "on");
});
