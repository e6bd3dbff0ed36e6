import assert from "node:assert/strict";
import postgres from "postgres";
import type { Metrics } from "../lib/metrics.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { startPostgres } from "./harness/servers.ts";
import type { SseClient } from "./harness/sse_client.ts";
import { delay, poll } from "./harness/wait.ts";
import { assertKept, assertShown, assertTold, LosslessClient, readLog } from "./lossless.ts";
import { Publishers } from "./publishers.ts";
import { anOrder, KEY, Shop } from "./shop.ts";

interface Beat {
  at: string;
  /** When the board was last known to be all there is. */
  currentAt: string;
}

/** A server in a process of its own, on a Postgres of its own. */
async function openFaulty() {
  const stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres());
  const env = { DATABASE_URL: postgres.url, PUBLISH_KEY: KEY };
  const server = stack.use(await spawnServer({ env }));
  return Object.assign(new Shop(server.url), {
    postgres,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  });
}

async function nextBeat(dashboard: SseClient): Promise<Beat> {
  return (await dashboard.next("heartbeat")).data as Beat;
}

interface Request {
  ids: string[];
  status: number;
}

/** Publishers of three orders a request, who do not send again what is refused. */
class Threes implements AsyncDisposable {
  readonly requests: Request[] = [];
  readonly #running: Promise<unknown>;
  #isStopping = false;

  constructor(shop: Shop, count: number) {
    this.#running = Promise.all(Array.from({ length: count }, () => this.#publish(shop)));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #publish(shop: Shop): Promise<void> {
    while (!this.#isStopping) {
      const orders = [anOrder(), anOrder(), anOrder()];
      const response = await shop.post("orders", JSON.stringify(orders));
      await response.body?.cancel();
      this.requests.push({ ids: orders.map(({ id }) => id), status: response.status });
      await delay(10);
    }
  }
}

Deno.test("faults: Postgres is killed and restarted under load: what was accepted is kept once, what was refused is whole or not at all", async () => {
  await using shop = await openFaulty();
  const { postgres } = shop;
  await using stack = new AsyncDisposableStack();
  const clients = Array.from({ length: 10 }, () => stack.use(new LosslessClient([shop])));
  const publishers = stack.use(new Publishers([shop], 16));
  const threes = stack.use(new Threes(shop, 4));
  await publishers.more(200);

  await postgres.kill();
  await poll(() => publishers.refused > 20);
  const { ordersToday } = await shop.metrics();
  await using dashboard = await shop.dashboard({}, "?heartbeat=1");
  const init = (await dashboard.next()).data as Metrics;
  const [first, second, third] = [
    await nextBeat(dashboard),
    await nextBeat(dashboard),
    await nextBeat(dashboard),
  ];
  assert.ok(ordersToday >= 200, "the board keeps its numbers");
  assert.equal(init.ordersToday, ordersToday, "also for a dashboard that is opened now");
  assert.ok(third.at > second.at && second.at > first.at, "heartbeats keep coming");
  assert.equal(third.currentAt, first.currentAt, "and say since when the numbers are stale");

  await postgres.restart();
  await publishers.more(200);
  await dashboard.next(({ data }) => (data as Beat).currentAt > first.currentAt);
  await postgres.restart();
  await publishers.more(200);
  await Promise.all([publishers.stop(), threes.stop()]);

  const log = await readLog(postgres.url);
  const accepted = threes.requests.filter(({ status }) => status === 201)
    .flatMap(({ ids }) => ids);
  assertKept(log, new Set([...publishers.accepted, ...accepted]));
  const kept = new Set(log.orders);
  for (const { ids } of threes.requests.filter(({ status }) => status === 503)) {
    const count = ids.filter((id) => kept.has(id)).length;
    assert.ok(count === 0 || count === 3, `${count} of 3 orders of a refused request are kept`);
  }
  await assertTold(clients, log);
  await assertShown(shop, log);
});

/** Publishes as many items as one request may hold. */
async function publishThousand(shop: Shop) {
  const items = Array.from({ length: 1_000 }, (_, n) => ({ n }));
  const { status, headers, body } = await shop.post("clicks", JSON.stringify(items));
  await body?.cancel();
  return { status, retryAfter: headers.get("retry-after") };
}

Deno.test("faults: while Postgres hangs publishers wait until the queue is full, and no reader waits", async () => {
  await using shop = await openFaulty();
  await shop.publish("orders", anOrder());
  await using open = await shop.dashboard({}, "?heartbeat=1");
  const first = await nextBeat(open);
  shop.postgres.pause();
  // One is being written, twenty fill the queue, and the one that finds no room is answered.
  const requests = [publishThousand(shop), publishThousand(shop)];
  // In one turn with the others, the first would still be in the queue when they come.
  assert.ok(await poll(async () => await shop.count("flashboard_items_waiting") === 1_000));
  requests.push(...Array.from({ length: 20 }, () => publishThousand(shop)));
  assert.deepEqual(await Promise.race(requests), { status: 503, retryAfter: "1" });
  assert.equal((await shop.metrics()).ordersToday, 1);
  assert.match(await (await fetch(`${shop.url}/`)).text(), /Ada L\./);
  await using dashboard = await shop.dashboard();
  await using events = await shop.events("?after=0");
  assert.equal(((await dashboard.next("init")).data as Metrics).ordersToday, 1);
  assert.match((await events.next("message")).id ?? "", /-1$/);
  const [second, third] = [await nextBeat(open), await nextBeat(open)];
  assert.ok(third.at > second.at && second.at > first.at, "heartbeats keep coming");
  assert.equal(third.currentAt, second.currentAt, "and say since when the numbers are stale");

  shop.postgres.resume();
  const accepted = (await Promise.all(requests)).filter(({ status }) => status === 201);
  assert.equal(accepted.length, 21);
  assert.equal((await readLog(shop.postgres.url)).events.length, 1 + 21_000);
});

/** Silence is not watched for here, so a loss that only it would tell of lasts for ever, and no machine is as slow. */
const SILENCE_GUARD_MS = 600_000;
const NO_SILENCE = new URL("no_silence.ts", import.meta.url).pathname;

/** Ends all other connections, fifty times 2 ms apart: also those that are just being opened. */
const CUT = `
  do $$ begin
    for n in 1..50 loop
      perform pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid();
      perform pg_sleep(0.002), pg_stat_clear_snapshot();
    end loop;
  end $$`;

Deno.test("faults: connections that Postgres ends at any moment cost answers, never the server", async () => {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const env = { DATABASE_URL: url, PUBLISH_KEY: KEY };
  const server = stack.use(await spawnServer({ env, flags: ["-A", `--preload=${NO_SILENCE}`] }));
  const shop = new Shop(server.url);
  const admin = stack.adopt(postgres(url, { max: 1, onnotice() {} }), (sql) => sql.end());
  const publishers = stack.use(new Publishers([shop], 32));
  for (let cut = 0; cut < 12; cut++) {
    await publishers.more(40, SILENCE_GUARD_MS);
    await admin.unsafe(CUT);
  }
  await publishers.stop();
  const log = await readLog(url);

  assert.equal(publishers.broken, 0, server.output());
  assertKept(log, publishers.accepted);
  await assertShown(shop, log);
});
