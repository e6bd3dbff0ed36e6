import { Dashboards } from "./dashboards.ts";
import type { Measured } from "./load/dashboards.ts";
import { startArticle } from "./peers/article.ts";
import { startFlashboard, type Stores } from "./peers/flashboard.ts";
import { median } from "./percentile.ts";
import { remarks, share, table } from "./table.ts";

/** Dashboards open in the sale; the article's design, which sends each order to each, gets fewer. */
const DASHBOARDS = 1_000;
const FEWER = DASHBOARDS / 50;

/** Orders that may be under way at once. */
const PUBLISHERS = 64;

export interface SaleOptions {
  stores: Stores;
  rates: number[];
  rounds: number;
  seconds: number;
  say(line: string): void;
}

interface Entry {
  server: string;
  streams: number;
  rate: number;
  dashboards: Dashboards;
  turns: Measured[];
}

/** A flash sale: how far dashboards are behind, and what keeping them current takes. */
export async function benchSale({ stores, rates, rounds, seconds, say }: SaleOptions) {
  await using flashboard = await startFlashboard(stores);
  await using article = await startArticle();
  await using many = await Dashboards.open(flashboard, DASHBOARDS, PUBLISHERS);
  await using few = await Dashboards.open(article, FEWER, PUBLISHERS);
  const ours = rates.map((rate): Entry => {
    return { server: flashboard.name, streams: DASHBOARDS, rate, dashboards: many, turns: [] };
  });
  const theirs: Entry = {
    server: article.name,
    streams: FEWER,
    rate: rates[0] ?? 0,
    dashboards: few,
    turns: [],
  };
  const entries = [...ours, theirs];
  for (const { dashboards } of [ours[0] ?? theirs, theirs]) {
    await dashboards.measure({ requestsASecond: 200, seconds: 2 });
  }
  for (let round = 1; round <= rounds; round++) {
    for (const { server, rate, dashboards, turns } of entries) {
      say(`sale: ${server}, ${rate} orders a second, round ${round} of ${rounds}`);
      turns.push(await dashboards.measure({ requestsASecond: rate, seconds }));
    }
  }
  return table(HEAD, entries.map(row));
}

const HEAD = [
  "server",
  "dashboards",
  "orders/s",
  "frames/s a dashboard",
  "KiB/s a dashboard",
  "server's share",
  "stores' share",
  "behind accepted: p50 ms",
  "p99",
  "most",
  "from sent: p99 ms",
  "load's share",
  "remark",
];

function row({ server, streams, rate, turns }: Entry): string[] {
  const of = (value: (turn: Measured) => number) => median(turns.map(value));
  const cpu = (turn: Measured) => turn.cpuSeconds;
  return [
    server,
    String(streams),
    String(rate),
    of((turn) => turn.framesAStream / turn.wallSeconds).toFixed(1),
    of((turn) => turn.bytesAStream / 1_024 / turn.wallSeconds).toFixed(1),
    share(of((turn) => (cpu(turn)[0] ?? 0) / turn.wallSeconds)),
    share(of((turn) => cpu(turn).slice(1).reduce((sum, one) => sum + one, 0) / turn.wallSeconds)),
    of((turn) => turn.accepted.p50).toFixed(1),
    of((turn) => turn.accepted.p99).toFixed(1),
    of((turn) => turn.accepted.most).toFixed(1),
    of((turn) => turn.due.p99).toFixed(1),
    share(of((turn) => turn.loadShare)),
    remarks(turns, rate),
  ];
}
