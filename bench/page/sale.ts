import { systemClock } from "../../lib/clock.ts";
import { play } from "../../tasks/demo/play.ts";
import { type Moment, simulateSale } from "../../tasks/demo/sale.ts";
import { Publisher } from "../../tasks/lib/publisher.ts";
import { KEY } from "../target.ts";

/** A sale that is being published. */
export interface RunningSale extends AsyncDisposable {
  /** Orders that were placed so far. */
  orders(): number;
}

/** Publishes the demo's sale with this many orders a second throughout. */
export function rush(url: string, ordersASecond: number): RunningSale {
  return run(url, steadily(simulate(ordersASecond * 60), ordersASecond));
}

/** Publishes the sales of a busy shop, this many times as fast as they are. */
export function spedUp(url: string, speed: number): RunningSale {
  return run(url, faster(simulate(20), speed));
}

/** `rate` is orders a minute between the sales. */
function simulate(rate: number): Iterable<Moment> {
  return simulateSale({ seed: 1, rate, currency: "USD" });
}

function* steadily(moments: Iterable<Moment>, ordersASecond: number): Generator<Moment> {
  let orders = 0;
  for (const moment of moments) {
    if (moment.channel === "orders") orders++;
    yield { ...moment, at: orders * 1_000 / ordersASecond };
  }
}

function* faster(moments: Iterable<Moment>, speed: number): Generator<Moment> {
  for (const moment of moments) yield { ...moment, at: moment.at / speed };
}

function run(url: string, moments: Iterable<Moment>): RunningSale {
  const ending = new AbortController();
  const { signal } = ending;
  const publisher = new Publisher({ url, key: KEY, clock: systemClock, signal });
  let orders = 0;
  const ended = play(moments, {
    clock: systemClock,
    signal,
    publish: (channel, items) => {
      if (channel === "orders") orders += items.length;
      return publisher.publish(channel, items);
    },
    tell: () => {},
  });
  return {
    orders: () => orders,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await ended;
    },
  };
}
