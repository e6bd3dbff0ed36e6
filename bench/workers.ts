import { Dashboards } from "./dashboards.ts";
import { runLoad } from "./load.ts";
import { cpuSeconds } from "./load/processes.ts";
import { startFlashboard, type Stores } from "./peers/flashboard.ts";
import type { Peer } from "./peers/peer.ts";
import { median } from "./percentile.ts";
import { share, table } from "./table.ts";
import { KEY } from "./target.ts";

const WORKERS = [1, 2];
const PUBLISHERS = [64, 256];

/** More than one worker has deliveries for: 100,000 a second. */
const FANOUT = { streams: 2_000, rate: 50 };

export interface WorkersOptions {
  stores: Stores;
  rounds: number;
  seconds: number;
  say(line: string): void;
}

interface Ingested {
  perSecond: number;
  p99: number;
}

/** Whether more workers take more orders, and reach more dashboards. */
export async function benchWorkers(options: WorkersOptions): Promise<string> {
  await using opened = new AsyncDisposableStack();
  const peers: Peer[] = [];
  for (const workers of WORKERS) {
    const settings = { FRAME_MS: "10" };
    peers.push(opened.use(await startFlashboard(options.stores, { workers, settings })));
  }
  const rows = [await fanout(peers, options)];
  for (const publishers of PUBLISHERS) rows.push(await ingest(peers, publishers, options));
  const head = ["measured", ...WORKERS.map((count) => `${count} worker${count > 1 ? "s" : ""}`)];
  return table(head, rows);
}

async function ingest(peers: Peer[], publishers: number, options: WorkersOptions) {
  const cells = await inTurns(peers, options, async ({ server, job }) => {
    options.say(`workers: ${publishers} publishers`);
    const url = `http://127.0.0.1:${job.port}`;
    const cpu = cpuSeconds(server);
    const load = await runLoad<Ingested>("publishers", [url, KEY, publishers, options.seconds]);
    return [load.perSecond, load.p99, (cpuSeconds(server) - cpu) / options.seconds];
  });
  return [
    `orders/s, ${publishers} publishers`,
    ...cells.map(([perSecond = 0, p99 = 0, cores = 0]) =>
      `${perSecond.toFixed(0)} (p99 ${p99.toFixed(0)} ms, server ${share(cores)})`
    ),
  ];
}

async function fanout(peers: Peer[], options: WorkersOptions) {
  const { streams, rate } = FANOUT;
  const cells = await inTurns(peers, options, async (peer) => {
    options.say(`workers: ${streams} streams`);
    await using dashboards = await Dashboards.open(peer, streams);
    await dashboards.measure({ requestsASecond: rate, seconds: 1 });
    const { seconds } = options;
    const turn = await dashboards.measure({ requestsASecond: rate, seconds });
    const cores = (turn.cpuSeconds[0] ?? 0) / turn.wallSeconds;
    return [turn.deliveries / turn.wallSeconds, turn.due.p99, cores, turn.loadShare];
  });
  return [
    `deliveries/s, ${streams} streams × ${rate} orders/s`,
    ...cells.map(([perSecond = 0, p99 = 0, cores = 0, load = 0]) =>
      `${perSecond.toFixed(0)} (p99 ${p99.toFixed(0)} ms, server ${share(cores)}, load ${
        share(load)
      })`
    ),
  ];
}

/** Medians of what each server's rounds measured. */
async function inTurns(
  peers: Peer[],
  { rounds }: WorkersOptions,
  measure: (peer: Peer) => Promise<number[]>,
): Promise<number[][]> {
  const measured = peers.map((): number[][] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [n, peer] of peers.entries()) {
      measured[n]?.push(await measure(peer));
    }
  }
  return measured.map((turns) =>
    (turns[0] ?? []).map((_, column) => median(turns.map((turn) => turn[column] ?? 0)))
  );
}
