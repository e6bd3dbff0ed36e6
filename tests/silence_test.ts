import assert from "node:assert/strict";
import type { Counted } from "../lib/expected.ts";
import { DEFAULT_RULES } from "../lib/rules.ts";
import { silentAlert } from "../lib/watch_rules.ts";

const DAY = 1_440;
const MINUTE_MS = 60_000;
/** Orders an hour of a shop with 313 a day, hour by hour: at night next to none. */
const HOURS = [6, 3, 1.5, 0.7, 0.5, 0.7, 2, 6, 12, 16, 18, 18, 19, 18, 17, 17, 18, 20, 22, 24, 26];
HOURS.push(22, 16, 10);

/** Orders a minute at a minute of the day, from one hour's to the next. */
function rhythm(minute: number): number {
  const hour = Math.floor(minute / 60);
  const [from = 0, to = 0] = [HOURS[hour], HOURS[(hour + 1) % 24]];
  return (from + (to - from) * (minute / 60 - hour)) / 60;
}

interface Told {
  day: number;
  /** Of the day. */
  minute: number;
  severity: string;
}

/**
 * What is told of silences while a shop sells at random, looked at every minute from a day on.
 *
 * @param rate Orders a minute on a day, at a minute of it.
 */
function simulate(
  rate: (day: number, minute: number) => number,
  days: number,
  fromDay = 8,
): Told[] {
  const random = seeded();
  const minutes = new Map<number, Counted>();
  const told: Told[] = [];
  let last = 0, open = "";
  for (let at = 0; at < days * DAY; at++) {
    const [day, minute] = [Math.floor(at / DAY), at % DAY];
    const sight = { now: at * MINUTE_MS, minutes, currency: "USD" };
    const isLooked = day >= fromDay && last > 0;
    const alert = isLooked && silentAlert(sight, last, last, DEFAULT_RULES.feedSilent);
    if (alert && alert.severity !== open && open !== "critical") {
      open = alert.severity;
      told.push({ day, minute, severity: open });
    }
    const orders = poisson(rate(day, minute), random);
    if (orders === 0) continue;
    minutes.set(at, { orders, ownOrders: orders, revenue: orders * 1_000 });
    [last, open] = [at * MINUTE_MS + 30_000, ""];
  }
  return told;
}

function seeded(): () => number {
  let seed = 7;
  return () => (seed = (seed * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** How many events come where so many are to be expected. */
function poisson(mean: number, random: () => number): number {
  const drawn = random();
  let n = 0, share = Math.exp(-mean), sum = share;
  while (drawn > sum && n < 1_000) {
    n++;
    share *= mean / n;
    sum += share;
  }
  return n;
}

const criticals = (told: Told[]) => told.filter(({ severity }) => severity === "critical");

Deno.test("silence: a small shop's nights are no silence, and what is critical is none by chance", () => {
  const told = simulate((_, minute) => rhythm(minute) * 0.3, 24);

  assert.deepEqual(criticals(told), []);
  assert.ok(told.length <= 5, `${told.length} in 16 days`);
  assert.deepEqual(told.filter(({ minute }) => minute > 60 && minute < 420), [], "at night");
});

Deno.test("silence: a shop that closes at ten is not silent until it opens", () => {
  const told = simulate((_, minute) => minute >= 600 && minute < 1_320 ? 1 : 0, 28);

  assert.deepEqual(criticals(told), []);
  assert.ok(told.length <= 25, `${told.length} in 20 days`);
  assert.deepEqual(told.filter(({ minute }) => minute >= 1_330 || minute < 600), [], "closed");
});

Deno.test("silence: a usual day after one with a sale is no silence, and the end of a first day's sale none that is critical", () => {
  const yesterday = simulate(
    (day, minute) => day === 8 && minute >= 720 && minute < 730 ? 100 : rhythm(minute),
    16,
  );

  assert.deepEqual(criticals(yesterday), []);
  assert.deepEqual(yesterday.filter(({ minute }) => minute > 720 && minute < 800), []);
  const firstDay = simulate((_, minute) => minute >= 30 && minute < 40 ? 100 : 0.3, 1, 0);
  assert.deepEqual(criticals(firstDay), []);
});

Deno.test("silence: an outage in the afternoon is told within half an hour, and critical within the hour", () => {
  const told = simulate(
    (day, minute) => day === 9 && minute >= 840 && minute < 960 ? 0 : rhythm(minute),
    10,
  );
  const [warning, critical] = told.filter(({ day, minute }) => day === 9 && minute >= 840);

  assert.ok(warning && warning.severity === "warning" && warning.minute <= 870);
  assert.ok(critical && critical.severity === "critical" && critical.minute <= 900);
});
