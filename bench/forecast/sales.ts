import { Random } from "../../tasks/demo/random.ts";

/** One order's units of one product, at a time in ms. */
export interface Sale {
  at: number;
  units: number;
}

/** The sales of one product, and when the last unit of it goes. */
export interface StockOut {
  sales: Sale[];
  /** In ms; the sale at that time takes the last unit. */
  at: number;
  /** Units that there were at the beginning. */
  stock: number;
  /** Nothing is asked of a forecast before, in ms. */
  from: number;
}

export const MINUTE_MS = 60_000;

/** How a product sells in a made-up shop; times are in minutes. */
export interface Scenario {
  name: string;
  /** Orders a minute at a time, and the most there ever are. */
  rate(minute: number): number;
  most: number;
  /** Units of an order. */
  units(random: Random): number;
  /** Stock-outs lie between these. */
  from: number;
  to: number;
}

const one = () => 1;
const basket = (random: Random) => random.pick([1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
/** One order in a hundred is a dealer's. */
const mixed = (random: Random) => random.chance(0.01) ? 25 : basket(random);

export const SCENARIOS: readonly Scenario[] = [
  { name: "steady, 2 orders/min", rate: () => 2, most: 2, units: one, from: 30, to: 90 },
  { name: "steady, 30 orders/min", rate: () => 30, most: 30, units: basket, from: 30, to: 90 },
  {
    name: "ramp, 1 to 30 orders/min in 30 min",
    rate: (minute) => 1 + 29 * Math.min(1, Math.max(0, (minute - 20) / 30)),
    most: 30,
    units: basket,
    from: 30,
    to: 60,
  },
  {
    name: "burst, × 27 and then half in 12.5 min",
    rate: (minute) => minute < 30 ? 1.5 : 1.5 * (1 + 26 * Math.exp((30 - minute) / 18)),
    most: 41,
    units: basket,
    from: 31,
    to: 60,
  },
  {
    name: "after a rush, 30 and then 2 orders/min",
    rate: (minute) => minute < 30 ? 30 : 2,
    most: 30,
    units: basket,
    from: 31,
    to: 60,
  },
  {
    name: "steady with dealers, 3 orders/min",
    rate: () => 3,
    most: 3,
    units: mixed,
    from: 30,
    to: 90,
  },
];

/** A course of sales (Poisson, by thinning), of which the stock ends at a time of chance. */
export function simulate(scenario: Scenario, seed: number): StockOut {
  const { rate, most, units, from, to } = scenario;
  const random = new Random(seed);
  const until = random.between(from, to);
  const sales: Sale[] = [];
  for (let minute = random.gap(1 / most);; minute += random.gap(1 / most)) {
    if (!random.chance(rate(minute) / most)) continue;
    sales.push({ at: minute * MINUTE_MS, units: units(random) });
    if (minute > until) break;
  }
  const stock = sales.reduce((sum, { units }) => sum + units, 0);
  return { sales, at: sales.at(-1)?.at ?? 0, stock, from: from * MINUTE_MS };
}
