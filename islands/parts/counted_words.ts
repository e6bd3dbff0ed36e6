import type { CountedName } from "./counted_names.ts";

/** How a number is counted, in words. */
export interface CountedWords {
  formula: string;
  /** The stretch of time that it is about. */
  window: string;
  sources: string;
}

const TODAY = "Today: from midnight to midnight in the shop's time zone.";
const ORDERS = "Orders that were published or came by webhook. An order counts once, by its id.";
const STOCK = "Levels that were published or came by webhook, less what was ordered since.";

/** Every number of the board. */
export const COUNTED: Record<CountedName, CountedWords> = {
  revenueToday: {
    formula:
      "Sum of the totals of today's orders, less those cancelled. Refunds are not taken off: " +
      "they stand beside it, with the net. Other currencies stand apart and are never converted.",
    window: `${TODAY} An order counts for the day on which it was placed.`,
    sources: ORDERS,
  },
  ordersToday: {
    formula: "Orders placed today, less those cancelled. Units are all lines of these orders.",
    window: `${TODAY} An order counts for the day on which it was placed.`,
    sources: ORDERS,
  },
  ordersPerMinute: {
    formula: "Orders that were accepted, each once; a cancellation takes nothing off.",
    window: "The last 60 seconds, by the time of acceptance.",
    sources: ORDERS,
  },
  activeUsers: {
    formula: "Distinct visitors. The beacon leaves out robots, and browsers that ask not to be " +
      "tracked. Where several servers share a Redis it is an estimate, off by about 1 %.",
    window: "The last 5 minutes.",
    sources: "Visits that the shop's pages send through the beacon, or that were published.",
  },
  unitsAtRisk: {
    formula: "Units that are oversold, and those that will be asked for beyond what is there, as " +
      "each product sells now. A product with too few sales for a forecast adds only what it is oversold.",
    window: "The next 15 minutes.",
    sources: STOCK,
  },
  change: {
    formula: "Today's number until now, against the same until this time of day yesterday.",
    window: "Both days from midnight in the shop's time zone.",
    sources: ORDERS,
  },
  chart: {
    formula: "Orders, or their revenue, of each minute, less those cancelled.",
    window:
      "Minutes of the shop's day, by when orders were placed. The minute of now is not full yet.",
    sources: ORDERS,
  },
  available: {
    formula:
      "The last level that was told, less units ordered and plus units brought back since. " +
      "Below zero, more was sold than there was.",
    window: "Now.",
    sources: STOCK,
  },
  stockState: {
    formula: "Oversold below zero, out at zero, low below the product's threshold.",
    window: "Now.",
    sources: STOCK,
  },
  soldLately: {
    formula: "Units of the orders that were accepted.",
    window: "The last 5 minutes.",
    sources: ORDERS,
  },
  cover: {
    formula: "What is available, divided by the units that sell a minute. A sale loses half its " +
      "weight every 2 minutes; the plain average of 15 minutes steadies it. The range should hold 9 " +
      "times of 10. Below 5 units in 15 minutes nothing is forecast.",
    window: "Sales of the last 15 minutes, by when orders were placed.",
    sources: STOCK,
  },
  recentOrders: {
    formula: "The newest orders as they were accepted, cancelled ones too.",
    window: "The last 50, of any day. Their times are those at which they were placed.",
    sources: ORDERS,
  },
  alerts: {
    formula: "Alerts that were raised: one when a product's stock falls below a line, and those " +
      "that other systems publish. A line rings once until the stock is clear of it again.",
    window: "The last 50, of any day.",
    sources: "Stock levels, and alerts that were published.",
  },
  latency: {
    formula:
      "From the server's acceptance of an order to its painting in this browser. The first " +
      "number is what half of the orders keep to; p99 is what 99 of 100 do. The clocks are set " +
      "against each other by the quickest message, so it may be off by the network's own delay, " +
      "and it may be a screen's frame too long.",
    window: "The last 200 orders of 5 minutes that came while this page was open and in sight.",
    sources: "This browser.",
  },
};
