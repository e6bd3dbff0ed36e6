import { Dashboards } from "./dashboards.ts";
import type { Measured } from "./load/dashboards.ts";
import { memoryBytes } from "./load/processes.ts";
import { startArticle } from "./peers/article.ts";
import { startFlashboard, type Stores } from "./peers/flashboard.ts";
import { startNchan } from "./peers/nchan.ts";
import type { Peer } from "./peers/peer.ts";
import { median } from "./percentile.ts";
import { remarks, share, table } from "./table.ts";

/** Whom the streams belong to, and how many of them two cores can hold open at most. */
const PEERS: { start(stores: Stores): Promise<Peer | null>; most?: number }[] = [
  { start: (stores) => startFlashboard(stores) },
  {
    start: (stores) =>
      startFlashboard(stores, {
        name: "Flashboard, FRAME_MS=10",
        settings: { FRAME_MS: "10" },
      }),
  },
  { start: startNchan },
  { start: startArticle, most: 1_000 },
];

export interface FanoutOptions {
  stores: Stores;
  streams: number[];
  rates: number[];
  rounds: number;
  seconds: number;
  say(line: string): void;
}

/** A peer with its dashboards open. */
interface Open {
  peer: Peer;
  dashboards: Dashboards;
  memoryAStream: number;
}

interface Cell {
  streams: number;
  rate: number;
  peer: string;
  memoryAStream: number;
  turns: Measured[];
}

/** What a delivery costs and how long it takes, by streams and events a second, beside other servers. */
export async function benchFanout(options: FanoutOptions): Promise<string> {
  const cells: Cell[] = [];
  for (const streams of [1, ...options.streams]) {
    await using stack = new AsyncDisposableStack();
    const open = await openAll(streams, stack, options);
    for (const rate of options.rates) {
      options.say(`fanout: ${streams} streams × ${rate} events a second`);
      cells.push(...await measureAll(open, streams, rate, options));
    }
  }
  return table(HEAD, cells.map((cell) => row(cell, cells)));
}

/** Starts all peers and opens their streams. */
async function openAll(
  streams: number,
  stack: AsyncDisposableStack,
  { stores, say }: FanoutOptions,
): Promise<Open[]> {
  const all: Open[] = [];
  for (const { start, most = Infinity } of PEERS) {
    const peer = streams > most ? null : await start(stores);
    if (peer === null) continue;
    stack.use(peer);
    say(`fanout: ${peer.name} opens ${streams} streams`);
    all.push(await openOne(peer, streams, stack));
  }
  return all;
}

/** Memory is compared after some work on both sides: the first orders alone take some. */
async function openOne(peer: Peer, streams: number, stack: AsyncDisposableStack): Promise<Open> {
  await warmUp(peer);
  const before = memoryBytes(peer.server);
  const dashboards = stack.use(await Dashboards.open(peer, streams));
  await dashboards.measure({ requestsASecond: 10, seconds: 1 });
  return { peer, dashboards, memoryAStream: (memoryBytes(peer.server) - before) / streams };
}

async function warmUp(peer: Peer): Promise<void> {
  await using dashboards = await Dashboards.open(peer, 1);
  await dashboards.measure({ requestsASecond: 50, seconds: 2 });
}

/** In turns, so that a slow spell of the machine is shared. */
async function measureAll(open: Open[], streams: number, rate: number, options: FanoutOptions) {
  const cells = open.map(({ peer, memoryAStream }): Cell => {
    return { streams, rate, peer: peer.name, memoryAStream, turns: [] };
  });
  for (let round = 0; round < options.rounds; round++) {
    for (const [n, { dashboards }] of open.entries()) {
      const turn = { requestsASecond: rate, seconds: options.seconds };
      cells[n]?.turns.push(await dashboards.measure(turn));
    }
  }
  return cells;
}

const cpuOf = ({ cpuSeconds }: Measured) => cpuSeconds[0] ?? 0;

const HEAD = [
  "streams × events/s",
  "server",
  "frames/s",
  "CPU µs a delivery",
  "beyond one stream's",
  "CPU µs an event and stream",
  "p50 ms",
  "p99 ms",
  "server's share",
  "load's share",
  "KiB a stream",
  "remark",
];

function row(cell: Cell, cells: Cell[]): string[] {
  const { streams, rate, peer, turns, memoryAStream } = cell;
  const of = (value: (turn: Measured) => number) => median(turns.map(value));
  const alone = cells.find((one) => one.streams === 1 && one.rate === rate && one.peer === peer);
  const aloneAnEvent = median(alone?.turns.map((turn) => cpuOf(turn) / turn.requests) ?? []);
  const beyond = (turn: Measured) => cpuOf(turn) - aloneAnEvent * turn.requests;
  return [
    `${streams} × ${rate}`,
    peer,
    of((turn) => turn.framesAStream / turn.wallSeconds).toFixed(1),
    of((turn) => cpuOf(turn) / turn.deliveries * 1e6).toFixed(1),
    streams === 1 ? "" : of((turn) => beyond(turn) / turn.deliveries * 1e6).toFixed(1),
    of((turn) => cpuOf(turn) / (turn.requests * streams) * 1e6).toFixed(1),
    of((turn) => turn.due.p50).toFixed(1),
    of((turn) => turn.due.p99).toFixed(1),
    share(of((turn) => cpuOf(turn) / turn.wallSeconds)),
    share(of((turn) => turn.loadShare)),
    streams < 1_000 ? "" : (memoryAStream / 1_024).toFixed(1),
    remarks(turns, rate),
  ];
}
