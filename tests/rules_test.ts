import assert from "node:assert/strict";
import type { LogEvent } from "../lib/event.ts";
import { currentRules, DEFAULT_RULES, readRules } from "../lib/rules.ts";
import { ask, openServers } from "./operator.ts";

Deno.test("rules: what is left out is as by default, and what is set stands", () => {
  assert.deepEqual(readRules({}), DEFAULT_RULES);
  assert.deepEqual(readRules({ cover: { warningMinutes: 30 }, velocity: { on: false } }), {
    ...DEFAULT_RULES,
    cover: { on: true, warningMinutes: 30, criticalMinutes: 5 },
    velocity: { on: false, times: 3 },
  });
  assert.deepEqual(readRules(structuredClone(DEFAULT_RULES)), DEFAULT_RULES);
});

Deno.test("rules: what cannot be is refused with where it is wrong", () => {
  const wrong: [value: unknown, pointer: string][] = [
    [{ cover: { warningMinutes: 5, criticalMinutes: 6 } }, "/cover/criticalMinutes"],
    [{ cover: { warningMinutes: 0 } }, "/cover/warningMinutes"],
    [{ feedSilent: { on: "yes" } }, "/feedSilent/on"],
    [{ feedSilent: { chance: 1 } }, "/feedSilent/chance"],
    [{ priceMistake: { share: Infinity } }, "/priceMistake/share"],
    [{ velocity: null }, "/velocity"],
    [{ velocity: { time: 2 } }, "/velocity"],
    [{ oversold: { on: false } }, ""],
    [[], ""],
    [null, ""],
  ];
  for (const [value, pointer] of wrong) {
    const what = JSON.stringify(value);
    assert.throws(() => readRules(value), { code: "invalid", pointer }, what);
  }
});

Deno.test("rules: what another version wrote and this one cannot read changes nothing", () => {
  let value: unknown = { velocity: { times: 5 } };
  const rules = currentRules({ read: () => value });
  assert.equal(rules().velocity.times, 5);
  value = { velocity: "fast" };
  assert.equal(rules(), DEFAULT_RULES);
});

Deno.test("rules: set at one server they hold at all, the log has what the fold goes by, and so has a default", async () => {
  await using servers = await openServers();
  const { here, there } = servers;
  await using log = await there.events("?after=0&channel=alerts.rules");
  const told = async () => ((await log.next("message")).data as LogEvent).data;
  const rules = { lowStock: { on: false }, cover: { warningMinutes: 30 } };
  const put = await ask(here, "PUT", "/api/settings/rules", rules);
  assert.deepEqual([put.status, put.body.value], [200, readRules(rules)]);
  assert.deepEqual(await told(), { cover: { warning: 30, critical: 5 } });
  await there.publish("inventory", { productId: "mug", available: 5 });
  assert.deepEqual((await there.metrics()).alerts, []);
  await there.publish("inventory", { productId: "mug", available: 0 });
  assert.equal((await there.metrics()).alerts[0]?.rule, "out");
  await ask(there, "DELETE", "/api/settings/rules");
  assert.deepEqual(await told(), { cover: { warning: 15, critical: 5 } });
  assert.equal((await there.metrics()).position.split("-")[1], "5", "each was told once");
});
