import assert from "node:assert/strict";
import { effect } from "@preact/signals";
import type { Alert } from "../lib/alert.ts";
import type { RecentOrder } from "../lib/board.ts";
import { mergeNewest } from "../lib/cells.ts";
import { createLive, type Live, type LiveOptions } from "../lib/live.ts";
import type { BoardAnswer } from "../lib/poll.ts";
import type { Metrics } from "../lib/metrics.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeStream } from "./fake_stream.ts";

interface Page {
  live: Live;
  clock: FakeClock;
  streams: FakeStream[];
  /** The stream that was opened last. */
  stream(): FakeStream;
  beat(): void;
}

type Extras = Pick<LiveOptions, "schedule" | "scheduleNumbers" | "fetchBoard">;

/** A started page, whose server's clock is `skewMs` ahead of the browser's. */
function page(initial: Partial<Metrics> = {}, extras: Extras = {}): Page {
  const clock = new FakeClock();
  const streams: FakeStream[] = [];
  const live = createLive({
    initial: metricsAt(clock, initial),
    clock,
    random: () => 0,
    openStream(url) {
      const stream = new FakeStream(url);
      streams.push(stream);
      return stream;
    },
    ...extras,
  });
  live.start();
  const stream = () => streams.at(-1) ?? assert.fail("no stream was opened");
  const beat = () => stream().emit("heartbeat", { at: new Date(clock.now()).toISOString() });
  return { live, clock, streams, stream, beat };
}

function metricsAt(clock: FakeClock, changes: Partial<Metrics>): Metrics {
  return {
    position: "k-1",
    at: new Date(clock.now()).toISOString(),
    storeName: "Mugs",
    currency: "USD",
    timeZone: "UTC",
    day: { start: "2026-11-24T00:00:00.000Z", end: "2026-11-25T00:00:00.000Z" },
    ordersToday: 12,
    revenueToday: "345.60",
    refundedToday: "0.00",
    netRevenueToday: "345.60",
    otherRevenueToday: [],
    unitsToday: 20,
    activeUsers: 7,
    ordersPerMinute: 3,
    recentOrders: [],
    lowStock: [],
    inventoryAtRisk: [],
    unitsAtRisk: 0,
    alerts: [],
    ...changes,
  };
}

function order(id: string, changes: Partial<RecentOrder> = {}): RecentOrder {
  const placedAt = "2026-11-24T09:00:00Z";
  const rest = { customer: null, total: "1.00", currency: "USD", items: [], lines: 0, units: 0 };
  return { id, status: "placed", placedAt, ...rest, ...changes };
}

function alert(id: string, at = "2026-11-24T09:00:00Z"): Alert {
  return { id, title: "Out of stock: Mug", message: "None left.", severity: "critical", at };
}

const idsOf = (orders: readonly RecentOrder[]) => orders.map(({ id }) => id).join(" ");

Deno.test("a page shows what it was rendered with until it hears more", () => {
  const { live } = page();
  assert.equal(live.cells.ordersToday.value, 12);
  assert.equal(live.connection.value, "connecting");
});

Deno.test("an init replaces everything, also in the middle of a stream", () => {
  const { live, clock, stream } = page({ recentOrders: [order("1")] });
  stream().emit("init", metricsAt(clock, { ordersToday: 13, recentOrders: [order("2")] }), "k-2");
  assert.equal(live.cells.ordersToday.value, 13);
  assert.equal(idsOf(live.cells.recentOrders.value), "2");
  assert.equal(live.connection.value, "live");
});

Deno.test("an event changes the values that it names and repaints nothing else", () => {
  const { live, stream } = page();
  let repaints = 0;
  effect(() => {
    live.cells.ordersToday.value;
    repaints++;
  });
  stream().emit("revenue", { at: "2026-11-24T09:00:01Z", revenueToday: "400.00" });
  assert.equal(live.cells.revenueToday.value, "400.00");
  assert.equal(repaints, 1);
});

Deno.test("values of a later server that are not known here are passed over", () => {
  const { live, stream } = page();
  stream().emit("visitors", { activeUsers: 8, mood: "good" });
  assert.equal(live.cells.activeUsers.value, 8);
});

Deno.test("orders go to the front, and a known one changes where it stands", () => {
  const feed = [order("3"), order("2"), order("1")];
  const merged = mergeNewest(feed, [order("4"), order("2", { status: "cancelled" })]);
  assert.equal(idsOf(merged), "4 3 2 1");
  assert.equal(merged[2]?.status, "cancelled");
});

Deno.test("the same orders told twice are listed once", () => {
  const news = [order("3"), order("2")];
  const once = mergeNewest([order("1")], news);
  assert.deepEqual(mergeNewest(once, news), once);
});

Deno.test("orders that were left out during a rush take their place when they come later", () => {
  const feed = [order("9"), order("8"), order("2"), order("1")];
  const whole = ["10", "9", "8", "7", "6", "5", "4", "3"].map((id) => order(id));
  assert.equal(idsOf(mergeNewest(feed, whole)), "10 9 8 7 6 5 4 3 2 1");
});

Deno.test("the feed keeps its newest 50", () => {
  const feed = Array.from({ length: 50 }, (_, n) => order(`${50 - n}`));
  const merged = mergeNewest(feed, [order("52"), order("51")]);
  assert.equal(merged.length, 50);
  assert.equal(merged.at(-1)?.id, "3");
});

Deno.test("any number of events between two repaints is one repaint, of the numbers apart", () => {
  const waiting: (() => void)[] = [];
  const numbers: (() => void)[] = [];
  const { live, stream } = page({}, {
    schedule: (repaint) => waiting.push(repaint),
    scheduleNumbers: (repaint) => numbers.push(repaint),
  });
  stream().emit("orders", { ordersToday: 13, recentOrders: [order("1")] });
  stream().emit("orders", { ordersToday: 14, recentOrders: [order("2")] });
  assert.deepEqual([waiting.length, numbers.length], [1, 1]);
  waiting.pop()?.();
  assert.equal(idsOf(live.cells.recentOrders.value), "2 1");
  assert.equal(live.cells.ordersToday.value, 12, "digits wait until they can be read");
  numbers.pop()?.();
  assert.equal(live.cells.ordersToday.value, 14);
  stream().emit("visitors", { activeUsers: 9 });
  assert.deepEqual([waiting.length, numbers.length], [0, 1]);
});

Deno.test("numbers are stale after 5 s of silence and offline after 30 s", () => {
  const { live, clock, beat } = page();
  beat();
  clock.advance(5_000);
  assert.equal(live.connection.value, "live");
  clock.advance(250);
  assert.equal(live.connection.value, "stale");
  clock.advance(25_000);
  assert.equal(live.connection.value, "offline");
  beat();
  assert.equal(live.connection.value, "live");
});

Deno.test("heartbeats alone keep a quiet shop live", () => {
  const { live, clock, streams, beat } = page();
  for (let second = 0; second < 60; second += 2) {
    beat();
    clock.advance(2_000);
  }
  assert.equal(live.connection.value, "live");
  assert.equal(streams.length, 1);
});

Deno.test("a silent stream is closed and opened anew, from where it left off", () => {
  const { clock, streams } = page();
  streams[0]?.emit("orders", { ordersToday: 13 }, "k-7");
  clock.advance(5_250);
  assert.equal(streams[0]?.isClosed, true);
  assert.equal(streams.length, 2);
  assert.equal(streams[1]?.url, "/api/stream/metrics?heartbeat=2&after=k-7");
});

Deno.test("what a stream says after it was replaced is not heard", () => {
  const { live, clock, streams } = page();
  clock.advance(5_250);
  streams[0]?.emit("orders", { ordersToday: 1 });
  streams[0]?.fail();
  assert.equal(live.cells.ordersToday.value, 12);
  assert.equal(streams.length, 2);
});

Deno.test("a lost stream is reconnecting while its numbers are young", () => {
  const { live, clock, stream, beat } = page();
  beat();
  stream().fail();
  assert.equal(live.connection.value, "reconnecting");
  clock.advance(500);
  assert.equal(live.connection.value, "reconnecting");
  beat();
  assert.equal(live.connection.value, "live");
});

Deno.test("a server that stays away is tried again at least every 3 s, and the wait is told", () => {
  const { live, clock, streams, stream, beat } = page();
  beat();
  const waits: number[] = [];
  for (let tries = 0; tries < 6; tries++) {
    stream().fail();
    const [told, from] = [live.retryInS.value, clock.now()];
    while (streams.length === tries + 1) clock.advance(100);
    const wait = clock.now() - from;
    waits.push(wait);
    assert.equal(told, Math.ceil(wait / 1000));
    assert.equal(live.retryInS.value, null);
  }
  assert.deepEqual(waits, [500, 500, 1_000, 2_000, 2_000, 2_000]);
  assert.equal(streams.length, 7);
});

Deno.test("a reader who cannot wait tries now, and once", () => {
  const { live, clock, streams, stream } = page();
  stream().fail();
  live.tryNow();
  assert.equal(streams.length, 2);
  clock.advance(3_000);
  assert.equal(streams.length, 2);
});

Deno.test("whoever comes back to a silent page gets a new stream, to a live one does not", () => {
  const { live, clock, streams, beat } = page();
  beat();
  clock.advance(2_500);
  live.wake();
  assert.equal(streams.length, 1);
  clock.advance(1_000);
  live.wake();
  assert.equal(streams.length, 2);
});

Deno.test("after a short loss of the network a stream has only until its next heartbeat to speak", () => {
  const { live, clock, streams, beat } = page();
  beat();
  clock.advance(1_000);
  live.wake();
  assert.equal(streams.length, 1);
  clock.advance(1_750);
  assert.equal(streams.length, 2, "a new one 2.75 s after what was heard last");
  beat();
  clock.advance(4_000);
  assert.equal(streams.length, 2, "what was heard since is as good as ever");
});

Deno.test("a machine that slept does not trust a connection of before", () => {
  const { clock, streams, beat } = page();
  beat();
  clock.step(2_400);
  clock.advance(250);
  assert.equal(streams.length, 2);
});

Deno.test("several signs at once that the reader is back open one stream", () => {
  const { live, clock, streams } = page();
  live.stop();
  clock.advance(60_000);
  live.wake();
  assert.equal(streams.length, 1, "a page that is away stays so");
  live.start();
  live.start();
  live.wake();
  assert.equal(streams.length, 2);
});

Deno.test("a slow server is given more time with each try, so that a herd does not hurry it", () => {
  const { clock, streams } = page();
  const waitsS = [1, 2, 3, 4, 5].map((tries) => {
    const from = clock.now();
    while (streams.length === tries) clock.advance(250);
    return Math.floor((clock.now() - from) / 1_000);
  });
  assert.deepEqual(waitsS, [5, 10, 15, 20, 20]);
});

Deno.test("a page that is left has no stream, and has one when it is shown again", () => {
  const { live, clock, streams } = page();
  live.stop();
  clock.advance(60_000);
  assert.deepEqual(streams.map(({ isClosed }) => isClosed), [true]);
  live.start();
  assert.deepEqual(streams.map(({ isClosed }) => isClosed), [true, false]);
  clock.advance(250);
  assert.equal(live.connection.value, "offline");
});

Deno.test("times are the server's, however wrong the local clock is", () => {
  const { live, stream } = page();
  stream().emit("heartbeat", { at: "2026-11-24T11:30:00.000Z" });
  assert.equal(live.lastAt.value, Date.parse("2026-11-24T11:30:00.000Z"));
});

Deno.test("a clock that is set back does not make a silent page live", () => {
  const { live, clock, beat } = page();
  beat();
  clock.step(-3_600_000);
  clock.advance(6_000);
  assert.equal(live.connection.value, "stale");
});

Deno.test("a server that cannot read its own log is stale although it beats", () => {
  const { live, stream } = page();
  stream().emit("heartbeat", {
    at: "2026-11-24T09:00:10.000Z",
    currentAt: "2026-11-24T09:00:02.000Z",
  });
  assert.equal(live.connection.value, "stale");
  assert.equal(live.lastAt.value, Date.parse("2026-11-24T09:00:02.000Z"));
});

Deno.test("each alert that is raised while the page is open is told once", () => {
  const { live, stream } = page({ alerts: [alert("a")] });
  const told: string[] = [];
  live.onAlert(({ id }) => told.push(id));
  stream().emit("alerts", { alerts: [alert("c"), alert("b"), alert("a")] });
  stream().emit("alerts", { alerts: [alert("c"), alert("b"), alert("a")] });
  assert.deepEqual(told, ["b", "c"]);
});

Deno.test("an alert that a whole board had no room for is told no second time when it is back", () => {
  const { live, clock, stream } = page();
  const told: string[] = [];
  live.onAlert(({ id }) => told.push(id));
  const at = new Date(clock.now()).toISOString();
  stream().emit("alerts", { alerts: [alert("a", at)] });
  for (const id of ["b", "a"]) {
    stream().emit("init", metricsAt(clock, { alerts: [alert(id, at)] }));
  }

  assert.deepEqual(told, ["a", "b"]);
});

Deno.test("alerts of a time when the page was away are shown and not told", () => {
  const { live, clock, stream } = page();
  const told: string[] = [];
  live.onAlert(({ id }) => told.push(id));
  clock.advance(10 * 60_000);
  const now = new Date(clock.now()).toISOString();
  stream().emit("init", metricsAt(clock, { alerts: [alert("new", now), alert("old")] }));
  assert.deepEqual(told, ["new"]);
  assert.equal(live.cells.alerts.value.length, 2);
});

/** A server that answers polls with what it is given, and notes what it was asked. */
function pollServer() {
  const asked: (string | null)[] = [];
  const answers: (BoardAnswer | null)[] = [];
  const fetchBoard = (etag: string | null) => {
    asked.push(etag);
    const answer = answers.shift() ?? null;
    return answer ? Promise.resolve(answer) : Promise.reject(new Error("no answer"));
  };
  return { asked, answers, fetchBoard };
}

/** Lets answers that are there be taken. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

Deno.test("a page whose stream is held back asks every two seconds instead, and says so", async () => {
  const { asked, answers, fetchBoard } = pollServer();
  const { live, clock } = page({}, { fetchBoard });
  const at = new Date(clock.now() + 5_250).toISOString();
  const text = JSON.stringify(metricsAt(clock, { at, ordersToday: 99 }));
  answers.push({ etag: "a", text, ageS: 0 }, { etag: "a", text: null, ageS: 0 });
  clock.advance(5_250);
  await settle();
  assert.equal(live.connection.value, "polling");
  assert.equal(live.cells.ordersToday.value, 99);
  clock.advance(2_000);
  await settle();

  assert.deepEqual(asked, [null, "a"]);
  assert.equal(live.connection.value, "polling", "nothing changed, and that is known");
  assert.equal(live.lastAt.value, clock.now());
});

Deno.test("a page that polls goes back to its stream as soon as that speaks", async () => {
  const { asked, answers, fetchBoard } = pollServer();
  const { live, clock, beat } = page({}, { fetchBoard });
  answers.push({ etag: "a", text: null, ageS: 0 });
  clock.advance(5_250);
  await settle();
  beat();
  assert.equal(live.connection.value, "live");
  clock.advance(4_000);
  await settle();

  assert.equal(asked.length, 1);
});

Deno.test("polls without an answer make nothing current", async () => {
  const { asked, fetchBoard } = pollServer();
  const { live, clock } = page({}, { fetchBoard });
  for (let second = 0; second < 10; second++) {
    clock.advance(1_000);
    await settle();
  }

  assert.equal(live.connection.value, "stale");
  assert.ok(asked.length >= 2, "it goes on asking");
});

Deno.test("a server that says its board is old is not believed to be current", async () => {
  const { answers, fetchBoard } = pollServer();
  const { live, clock } = page({}, { fetchBoard });
  answers.push({ etag: "a", text: null, ageS: 60 });
  clock.advance(5_250);
  await settle();

  assert.equal(live.connection.value, "stale");
  assert.equal(live.lastAt.value, clock.now() - 60_000);
});

Deno.test("a snoozed alert is back by itself, by the server's clock, and called for again", () => {
  const { live, clock, stream } = page();
  const called: string[] = [];
  live.onAlert(({ id }) => called.push(id));
  const serverAt = (ms: number) => new Date(clock.now() + 3_600_000 + ms).toISOString();
  const snoozed = { ...alert("a"), snoozedUntil: serverAt(900_000) };
  stream().emit("init", metricsAt(clock, { at: serverAt(0), alerts: [snoozed] }));
  assert.deepEqual([live.rail.open.value.length, live.rail.snoozed.value.length], [0, 1]);
  clock.advance(899_000);
  assert.deepEqual(called, [], "it is not new, and it sleeps");
  clock.advance(2_000);
  assert.equal(live.rail.open.value.length, 1);
  assert.deepEqual(called, ["a"]);
});

Deno.test("nobody is called for an alert that somebody has acknowledged already", () => {
  const { live, clock, stream } = page();
  const called: string[] = [];
  live.onAlert(({ id }) => called.push(id));
  const at = new Date(clock.now()).toISOString();
  stream().emit("alerts", { alerts: [{ ...alert("a"), acknowledged: { at } }, alert("b")] });

  assert.deepEqual(called, ["b"]);
  assert.deepEqual(live.rail.open.value.map(({ id }) => id), ["b"]);
});

Deno.test("a page that was closed and opened again wakes its alerts, and one that is closed does not", () => {
  const { live, clock, stream } = page();
  const snoozedUntil = new Date(clock.now() + 60_000).toISOString();
  stream().emit("init", metricsAt(clock, { alerts: [{ ...alert("a"), snoozedUntil }] }));
  live.stop();
  clock.advance(120_000);
  assert.equal(live.rail.open.value.length, 0);
  live.start();
  clock.advance(1_000);

  assert.equal(live.rail.open.value.length, 1);
});
