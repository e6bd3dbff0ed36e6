import assert from "node:assert/strict";
import { Calendar } from "../lib/day.ts";
import type { LogEvent } from "../lib/event.ts";
import { Hub } from "../lib/hub.ts";
import { Ingest } from "../lib/ingest.ts";
import { MemoryPresence } from "../lib/memory/presence.ts";
import type { Metrics } from "../lib/metrics.ts";
import { PostgresLog } from "../lib/postgres/log.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { Streams } from "../lib/streams.ts";
import { place, publication } from "./builders.ts";
import { FakeClock } from "./fake_clock.ts";
import { testDatabase } from "./harness/postgres.ts";
import { SseClient } from "./harness/sse_client.ts";
import { serveHub } from "./hub_server.ts";

/** A server on a real database whose clock can be set, with a dashboard and a lossless client. */
async function openServer() {
  await using starting = new AsyncDisposableStack();
  const { url } = starting.use(await testDatabase());
  const sql = starting.adopt(await openPostgres({ url }, () => {}), (sql) => sql.end());
  const clock = new FakeClock();
  const calendar = new Calendar("UTC");
  const presence = new MemoryPresence(clock);
  const shared = { log: new PostgresLog(sql), clock, calendar, presence };
  const shop = { storeName: () => "Shop", currency: "USD", lowStockThreshold: () => 10 };
  const onTrouble = (error: unknown) => assert.equal(error, null);
  const hub = await Hub.open({ ...shared, ...shop, onTrouble });
  const ingest = new Ingest({
    ...shared,
    ...shop,
    onCommit: ({ epoch, events }) => hub.deliver(epoch, events),
  });
  const base = await open(hub, clock, starting);
  const board = starting.use(await SseClient.open(`${base}/board`));
  const log = starting.use(await SseClient.open(`${base}/log`));
  const publish = (id: string) => ingest.publish(publication(place({ id })));
  const running = starting.move();
  return { clock, hub, board, log, publish, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function open(hub: Hub, clock: FakeClock, stack: AsyncDisposableStack): Promise<string> {
  const { counts } = new Streams({ maxStreams: 10, maxStreamsPerAddress: 10 });
  const server = await serveHub(hub, clock, counts);
  stack.defer(async () => {
    const stopped = server.stop();
    await hub[Symbol.asyncDispose]();
    await stopped;
  });
  return server.url;
}

type Server = Awaited<ReturnType<typeof openServer>>;

/** An order is on the board and in the log at once: no time passes by the clock. */
async function assertShown({ board, log, publish }: Server, id: string): Promise<void> {
  await publish(id);
  await board.next(({ data }) => (data as Metrics).recentOrders?.[0]?.id === id);
  await log.next(({ data }) => ((data as LogEvent).data as { id?: string })?.id === id);
}

async function assertBeats({ clock, board, log }: Server): Promise<void> {
  clock.advance(15_000);
  const at = new Date(clock.now()).toISOString();
  for (const stream of [board, log]) {
    await stream.next(({ event, data }) => {
      return event === "heartbeat" && (data as { at: string }).at === at;
    });
  }
}

function today({ hub }: Server) {
  const { day, ordersToday, ordersPerMinute } = hub.metrics();
  return { day: day.start.slice(0, 10), ordersToday, ordersPerMinute };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

// The clock starts on 24 November 2026 at nine.
const STEPS = [
  { title: "an hour back", ms: -HOUR_MS, day: "2026-11-24", orders: [2, 3] },
  { title: "a day back", ms: -DAY_MS, day: "2026-11-23", orders: [1, 2] },
  { title: "a day ahead", ms: DAY_MS, day: "2026-11-25", orders: [1, 2] },
  { title: "a year ahead", ms: 365 * DAY_MS, day: "2027-11-24", orders: [1, 2] },
];

for (const { title, ms, day, orders: [afterStep, atLast] } of STEPS) {
  Deno.test(`clock: set ${title} and right again, every order is shown at once and streams beat on`, async () => {
    await using server = await openServer();
    const { clock } = server;
    await assertShown(server, "before");
    clock.step(ms);
    await assertShown(server, "while it is wrong");
    assert.deepEqual(today(server), { day, ordersToday: afterStep, ordersPerMinute: 1 });
    await assertBeats(server);
    clock.step(-ms);
    await assertShown(server, "after");
    assert.deepEqual(today(server), { day: "2026-11-24", ordersToday: atLast, ordersPerMinute: 2 });
    await assertBeats(server);
  });
}
