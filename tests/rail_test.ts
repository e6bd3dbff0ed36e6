import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { groupAlerts, namesOf } from "../islands/parts/alert_groups.ts";
import type { Alert } from "../lib/alert.ts";
import { createRail } from "../lib/rail.ts";
import { type Triage, triaged } from "../lib/triage.ts";
import { FakeClock } from "./fake_clock.ts";

const NOW = "2026-11-24T09:00:00.000Z";
const ACKNOWLEDGED = { acknowledged: true, snoozedUntil: null };
const OPEN = { acknowledged: false, snoozedUntil: null };

function alert(id: string, changes: Partial<Alert> = {}): Alert {
  return { id, title: `Alert ${id}`, message: "", severity: "critical", at: NOW, ...changes };
}

/** A rail on a fake clock; the test is the server and answers when it wants to. */
function subject(...initial: Alert[]) {
  const clock = new FakeClock();
  const alerts = signal(initial);
  const asked: { triage: Triage; answer: PromiseWithResolvers<void> }[] = [];
  const rail = createRail({
    alerts,
    now: () => clock.now(),
    send(triage) {
      const answer = Promise.withResolvers<void>();
      asked.push({ triage, answer });
      return answer.promise;
    },
  });
  const tell = (id: string, change: Omit<Triage, "id">) => {
    alerts.value = alerts.value.map((one) =>
      one.id === id ? triaged(one, { id, ...change }, NOW) : one
    );
  };
  return { clock, alerts, asked, rail, tell };
}

const idsOf = ({ value }: { value: Alert[] }) => value.map(({ id }) => id).join(" ");

Deno.test("rail: the worst come first, and the newest of them first", () => {
  const { rail } = subject(
    alert("4", { severity: "info" }),
    alert("3"),
    alert("2", { severity: "warning" }),
    alert("1"),
  );
  assert.equal(idsOf(rail.open), "3 1 2 4");
});

Deno.test("rail: what the reader acknowledges is gone at once, and stays gone when the server says so", async () => {
  const { rail, asked, tell } = subject(alert("2"), alert("1"));
  const changing = rail.change([alert("2")], ACKNOWLEDGED);
  assert.deepEqual([idsOf(rail.open), idsOf(rail.acknowledged)], ["1", "2"]);
  asked[0]?.answer.resolve();
  await changing;
  assert.equal(idsOf(rail.open), "1");
  tell("2", ACKNOWLEDGED);

  assert.deepEqual([idsOf(rail.open), idsOf(rail.acknowledged)], ["1", "2"]);
  assert.deepEqual(asked[0]?.triage, { id: "2", ...ACKNOWLEDGED });
});

Deno.test("rail: a list that was sent before the server knew does not bring the alert back", () => {
  const { rail, alerts } = subject(alert("1"));
  void rail.change([alert("1")], ACKNOWLEDGED);
  alerts.value = [alert("2"), alert("1")];

  assert.equal(idsOf(rail.open), "2");
});

Deno.test("rail: what the server does not take is as it was, and the reader is told why", async () => {
  const { rail, asked } = subject(alert("1"));
  const changing = rail.change([alert("1")], ACKNOWLEDGED);
  asked[0]?.answer.reject(new Error("the server does not answer. Try again."));
  await changing;

  assert.equal(idsOf(rail.open), "1");
  assert.equal(
    rail.trouble.value,
    '"Alert 1" is as it was: the server does not answer. Try again.',
  );
  void rail.change([alert("1")], ACKNOWLEDGED);
  assert.equal(rail.trouble.value, "", "another try takes the sentence away");
});

Deno.test("rail: what somebody else does afterwards counts, also when it undoes what the reader did", async () => {
  const { rail, asked, tell } = subject(alert("1"));
  const changing = rail.change([alert("1")], ACKNOWLEDGED);
  tell("1", ACKNOWLEDGED);
  asked[0]?.answer.resolve();
  await changing;
  tell("1", OPEN);

  assert.equal(idsOf(rail.open), "1");
});

Deno.test("rail: the reader's last word stands, though the answer to an earlier one comes late", async () => {
  const { rail, asked, alerts } = subject(alert("1"));
  const first = rail.change([alert("1")], ACKNOWLEDGED);
  void rail.change([alert("1")], OPEN);
  asked[0]?.answer.resolve();
  await first;
  alerts.value = [triaged(alert("1"), { id: "1", ...ACKNOWLEDGED }, NOW)];

  assert.equal(idsOf(rail.open), "1");
});

Deno.test("rail: a snoozed alert is away until its time by the clock, and then told once", () => {
  const { rail, clock } = subject(alert("2"), alert("1", { snoozedUntil: "2026-11-24T09:15:00Z" }));
  assert.deepEqual([idsOf(rail.open), idsOf(rail.snoozed)], ["2", "1"]);
  clock.advance(899_000);
  assert.deepEqual(rail.wake(), []);
  clock.advance(1_000);

  assert.deepEqual(rail.wake().map(({ id }) => id), ["1"]);
  assert.deepEqual([idsOf(rail.open), idsOf(rail.snoozed)], ["2 1", ""]);
  assert.deepEqual(rail.wake(), []);
});

Deno.test("rail: four products with the same trouble are one row where the first stood, three are not", () => {
  const low = (n: number) =>
    alert(`low-${n}`, { title: `Low stock: Mug ${n}`, severity: "warning", productId: `p${n}` });
  const slow = alert("slow", { title: "Low stock: a note of nobody's", severity: "warning" });
  const three = groupAlerts([low(1), slow, low(2), low(3)]);
  const four = groupAlerts([low(1), slow, low(2), low(3), low(4)]);

  assert.deepEqual(three.map(({ key }) => key), ["low-1", "slow", "low-2", "low-3"]);
  assert.deepEqual(four.map(({ title }) => title), ["Low stock: 4 products", slow.title]);
  assert.equal(four[0]?.alerts.length, 4);
  assert.equal(namesOf(four[0]?.alerts ?? []), "Mug 1, Mug 2, Mug 3 and 1 more");
});
