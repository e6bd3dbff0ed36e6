import type { Clock } from "../../lib/clock.ts";

export interface QueueOptions<T> {
  clock: Clock;
  /** Least time between two calls, in ms. */
  gapMs: number;
  /** Calls in a row before only a number is told. */
  most: number;
  say(item: T): void;
  sayMore(count: number): void;
}

/** Says things one at a time and some time apart; after a few in a row only how many more there are. */
export function createQueue<T>(options: QueueOptions<T>): (item: T) => void {
  const { clock, gapMs, most, say, sayMore } = options;
  let waiting: T[] = [];
  let inARow = 0;
  let isBusy = false;

  function next(): void {
    isBusy = waiting.length > 0;
    if (!isBusy) inARow = 0;
    else if (inARow++ < most) waiting.splice(0, 1).forEach(say);
    else sayMore(waiting.splice(0).length);
    if (isBusy) clock.after(gapMs, next);
  }

  return (item) => {
    waiting = [...waiting, item];
    if (!isBusy) next();
  };
}
