import { Dashboards } from "./dashboards.ts";
import type { Measured } from "./load/dashboards.ts";
import { startFlashboard, type Stores } from "./peers/flashboard.ts";
import { getRequest, type Peer } from "./peers/peer.ts";
import { startPolling } from "./peers/polling.ts";
import { median } from "./percentile.ts";
import { share, table } from "./table.ts";

const DASHBOARDS = 1_000;
const REFRESH_S = [30, 5, 1];

export interface PollingOptions {
  stores: Stores;
  rates: number[];
  rounds: number;
  seconds: number;
  say(line: string): void;
}

/** What it takes to keep dashboards current: streams, or pages that ask again and again. */
export async function benchPolling(options: PollingOptions): Promise<string> {
  await using flashboard = await startFlashboard(options.stores);
  await using page = await startPolling(options.stores);
  const board: Peer = {
    ...flashboard,
    name: "page that asks /api/metrics",
    job: { ...flashboard.job, request: getRequest("/api/metrics"), position: null },
  };
  const rows = [
    ...await streamed(flashboard, options),
    ...await polled(page, options),
    ...await polled(board, options),
  ];
  return table(HEAD, rows);
}

const HEAD = [
  `${DASHBOARDS} dashboards`,
  "a dashboard is behind by at most",
  "server's share",
  "stores' share",
  "together",
];

/** What streams take beyond the same orders with one stream open: orders are written either way. */
async function streamed(peer: Peer, options: PollingOptions): Promise<string[][]> {
  const alone = await measureRates(peer, 1, options.rates, options);
  const many = await measureRates(peer, DASHBOARDS, options.rates, options);
  return options.rates.map((rate, n) => {
    const { server, stores, p99 } = many[n] ?? NOTHING;
    const before = alone[n] ?? NOTHING;
    const [more, moreStores] = [server - before.server, Math.max(0, stores - before.stores)];
    return row(`streams, ${rate} orders/s`, `${p99.toFixed(0)} ms`, more, moreStores);
  });
}

/** What refreshes take; where they are more than the server can do, reckoned from those it did. */
async function polled(peer: Peer, options: PollingOptions): Promise<string[][]> {
  const rates = REFRESH_S.map((everyS) => DASHBOARDS / everyS);
  const costs = await measureRates(peer, 0, rates, options);
  return REFRESH_S.map((everyS, n) => {
    const { server, stores, done } = costs[n] ?? NOTHING;
    const label = `${peer.name} every ${everyS} s`;
    return row(label, `${everyS} s`, server / done, stores / done);
  });
}

interface Cost {
  /** Cores. */
  server: number;
  stores: number;
  /** Milliseconds from an order to a dashboard. */
  p99: number;
  /** Share of the requests that were answered in time. */
  done: number;
}

const NOTHING: Cost = { server: 0, stores: 0, p99: 0, done: 1 };

async function measureRates(
  peer: Peer,
  streams: number,
  rates: number[],
  { rounds, seconds, say }: PollingOptions,
): Promise<Cost[]> {
  await using dashboards = await Dashboards.open(peer, streams, 100);
  await dashboards.measure({ requestsASecond: 50, seconds });
  const costs: Cost[] = [];
  for (const rate of rates) {
    say(`polling: ${peer.name}, ${streams} streams, ${rate.toFixed(0)} requests a second`);
    const turns: Measured[] = [];
    for (let round = 0; round < rounds; round++) {
      turns.push(await dashboards.measure({ requestsASecond: rate, seconds }));
    }
    costs.push(costOf(turns, rate));
  }
  return costs;
}

function costOf(turns: Measured[], rate: number): Cost {
  const of = (value: (turn: Measured) => number) => median(turns.map(value));
  const stores = ({ cpuSeconds }: Measured) =>
    cpuSeconds.slice(1).reduce((sum, one) => sum + one, 0);
  return {
    server: of((turn) => (turn.cpuSeconds[0] ?? 0) / turn.wallSeconds),
    stores: of((turn) => stores(turn) / turn.wallSeconds),
    p99: of((turn) => turn.due.p99),
    done: of((turn) => turn.requests / turn.wallSeconds) / rate,
  };
}

function row(label: string, behind: string, server: number, stores: number): string[] {
  return [label, behind, share(server), share(stores), share(server + stores)];
}
