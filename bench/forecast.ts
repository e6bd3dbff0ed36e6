import { readDay } from "./forecast/days.ts";
import { byWindow, ours, sooner } from "./forecast/forecasters.ts";
import { MINUTE_MS, SCENARIOS, simulate, type StockOut } from "./forecast/sales.ts";
import { median } from "./percentile.ts";
import { table } from "./table.ts";

/** How long before the stock-out the forecast is asked, in minutes. */
const LEADS = [10, 5, 2];

/** A real day in its own rhythm, and as a sale of three quarters of an hour. */
const SPEEDS = [1, 12];

export interface ForecastOptions {
  /** How many courses of each made-up shop. */
  seeds: number;
  /** Folder of real days, one CSV each; without it there are only made-up ones. */
  data: string | undefined;
  say(line: string): void;
}

/** What was forecast of one stock-out some minutes before, each in minutes from then. */
interface Asked {
  minutes: number;
  held: boolean;
  others: number[];
}

/** How far the forecast of a stock-out is off 10, 5 and 2 minutes before, and how often its interval held. */
export async function benchForecast({ seeds, data, say }: ForecastOptions): Promise<string> {
  const rows: string[][] = [];
  for (const scenario of SCENARIOS) {
    say(`forecast: ${scenario.name}`);
    const outs = Array.from({ length: seeds }, (_, seed) => simulate(scenario, seed + 1));
    rows.push(...rowsOf(scenario.name, outs));
  }
  for (const name of data === undefined ? [] : await csvIn(data)) {
    for (const speed of SPEEDS) {
      say(`forecast: ${name} × ${speed}`);
      const outs = await readDay(`${data}/${name}`, speed);
      rows.push(...rowsOf(`${name.replace(".csv", "")} × ${speed}`, outs));
    }
  }
  return table(HEAD, rows);
}

const HEAD = [
  "sales",
  "min before",
  "stock-outs",
  "forecast",
  "median min",
  "median error",
  "interval held",
  ...["5-min window", "15-min window", "60-min window", "sooner of 2 and 15 min"]
    .map((name) => `error of ${name}`),
];

function rowsOf(name: string, outs: readonly StockOut[]): string[][] {
  return LEADS.map((lead) => {
    const possible = outs.filter(({ at, from, sales }) => {
      return at < Infinity && at - lead * MINUTE_MS > Math.max(from, sales[0]?.at ?? 0);
    });
    const asked = possible.flatMap((out) => ask(out, lead) ?? []);
    const errorOf = (value: (one: Asked) => number) =>
      asked.length === 0 ? "–" : median(asked.map((one) => Math.abs(value(one) - lead))).toFixed(1);
    const share = (part: number, whole: number) =>
      whole === 0 ? "–" : `${Math.round(part / whole * 100)} %`;
    return [
      name,
      String(lead),
      String(possible.length),
      share(asked.length, possible.length),
      asked.length === 0 ? "–" : median(asked.map(({ minutes }) => minutes)).toFixed(1),
      errorOf(({ minutes }) => minutes),
      share(asked.filter(({ held }) => held).length, asked.length),
      ...[0, 1, 2, 3].map((other) => errorOf(({ others }) => others[other] ?? NaN)),
    ];
  });
}

/** Null where ours says nothing: all are compared on the same stock-outs. */
function ask({ sales, at, stock }: StockOut, lead: number): Asked | null {
  const now = at - lead * MINUTE_MS;
  const past = sales.filter((sale) => sale.at <= now);
  const left = stock - past.reduce((sum, { units }) => sum + units, 0);
  const cover = ours(past, now, left);
  if (!cover) return null;
  const others = [5, 15, 60].map((minutes) => byWindow(past, now, left, minutes));
  return {
    minutes: cover.minutes,
    held: cover.low <= lead && lead <= cover.high,
    others: [...others, sooner(past, now, left)],
  };
}

async function csvIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).filter((name) => name.endsWith(".csv")).sort();
}
