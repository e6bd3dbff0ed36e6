/**
 * How fast one product sells: what the fold keeps of its sales, and what can be said from it. Sales
 * stand at the time at which they were placed, so that a backlog which is delivered late is no rush.
 */
export interface Velocity {
  /** When the first of its sales was placed, in ms since 1970 UTC. */
  since: number;
  /** When the newest was; `units` and `squares` are as of then. */
  at: number;
  /** Units sold, each counting half for every two minutes of its age. */
  units: number;
  /** Squares of what each order adds to `units`: they tell many small orders from one large. */
  squares: number;
  /** The last 15 minutes by half minutes since 1970, oldest first. */
  slots: Slot[];
}

/** What one half minute sold: units, and the sum of each order's units squared. */
export type Slot = [slot: number, units: number, squares: number];

/** How fast a product sells now. */
export interface Pace {
  unitsPerMinute: number;
  /** Units sold in the last 5 and in the last 15 minutes. */
  soldIn5: number;
  soldIn15: number;
  /** How many orders of equal size and age would say as much. */
  evidence: number;
  /** Units of an order, as the average unit finds it. */
  orderSize: number;
  /** How far the rates of 2 and of 15 minutes are apart, as a natural logarithm; 0 when they agree. */
  change: number;
}

const MINUTE_MS = 60_000;
/** Half-life of the fast rate: in a flash sale of the lab slower ones saw the stock-out too late. */
const HALF_LIFE_MS = 2 * MINUTE_MS;
const SLOT_MS = MINUTE_MS / 2;
/** Sales that are older say nothing of now. */
export const WINDOW_MS = 15 * MINUTE_MS;
/** A product's first minute counts as a whole one: one large order at its begin is no rate. */
const LEAST_AGE_MS = MINUTE_MS;
/** As many orders as the slow rate is worth beside those that the fast one has seen. */
const GUARD = 5;

/** A product of which nothing was sold yet; its first sale is placed at `at` (ms since 1970 UTC). */
export function emptyVelocity(at: number): Velocity {
  return { since: at, at, units: 0, squares: 0, slots: [] };
}

/**
 * Folds one order's units in, in place; fewer than none take them back. The sum decays between sales,
 * `R ← R·2^(−Δt/h) + q`: the exponentially weighted count of irregular events.
 *
 * @param placedAt ms since 1970 UTC; may lie before the newest sale.
 */
export function countSale(velocity: Velocity, units: number, placedAt: number): void {
  const decayed = half(placedAt - velocity.at);
  velocity.at = Math.max(velocity.at, placedAt);
  velocity.since = Math.min(velocity.since, placedAt);
  const added = units * half(velocity.at - placedAt);
  const sign = Math.sign(units);
  velocity.units = Math.max(0, velocity.units * decayed + added);
  velocity.squares = Math.max(0, velocity.squares * decayed ** 2 + sign * added ** 2);
  addToSlot(velocity.slots, slotOf(placedAt), units);
  dropOld(velocity.slots, velocity.at);
}

/** Whether it sold nothing in the 15 minutes up to `now`, or only in a future that was taken back. */
export function isQuiet({ at, slots }: Velocity, now: number): boolean {
  return Math.abs(now - at) > WINDOW_MS || slots.length === 0;
}

/**
 * How fast a product sells at `now`; null when it sold nothing in 15 minutes.
 *
 * The fast rate is `R·ln2/h ÷ (1 − 2^(−age/h))`: a steady stream of λ units holds R at λ·h/ln2 once it
 * is old. The slow one is the average of 15 minutes. They are weighed by what they have seen, so that
 * the fast rate rules in a rush and a chance gap between a few orders does not look like the end of one.
 */
export function paceOf(velocity: Velocity, now: number): Pace | null {
  const { soldIn5, soldIn15, squares, from } = recentSales(velocity.slots, now);
  if (soldIn15 === 0) return null;
  const age = Math.max(LEAST_AGE_MS, now - velocity.since);
  const slow = soldIn15 * MINUTE_MS / Math.min(age, now - from);
  const units = velocity.units * half(now - velocity.at);
  const fast = units * Math.LN2 * MINUTE_MS / HALF_LIFE_MS / (1 - half(age));
  const seen = ordersIn(velocity.units, velocity.squares);
  const guard = Math.min(GUARD, ordersIn(soldIn15, squares));
  return {
    unitsPerMinute: (seen * fast + guard * slow) / (seen + guard),
    soldIn5,
    soldIn15,
    evidence: Math.max(seen, guard),
    orderSize: squares / soldIn15,
    change: Math.abs(Math.log(Math.max(fast / slow, half(WINDOW_MS)))),
  };
}

/** What is left of one unit after `ms`. */
function half(ms: number): number {
  return 2 ** (-Math.max(0, ms) / HALF_LIFE_MS);
}

function slotOf(at: number): number {
  return Math.floor(at / SLOT_MS);
}

/** Kish's effective sample size: n orders of one size give n, one large among small ones hardly over 1. */
function ordersIn(units: number, squares: number): number {
  return squares > 0 ? units ** 2 / squares : 0;
}

function addToSlot(slots: Slot[], slot: number, units: number): void {
  const place = slots.findLastIndex(([other]) => other <= slot);
  const known = slots[place]?.[0] === slot ? slots[place] : null;
  const sold = (known?.[1] ?? 0) + units;
  const squares = (known?.[2] ?? 0) + Math.sign(units) * units ** 2;
  // All that was sold in it was taken back, or more than is known of it: then nothing was.
  const entries: Slot[] = sold > 0 ? [[slot, sold, Math.max(sold, squares)]] : [];
  if (known) slots.splice(place, 1, ...entries);
  else slots.splice(place + 1, 0, ...entries);
}

function dropOld(slots: Slot[], now: number): void {
  const first = firstSlot(now, WINDOW_MS);
  while (slots[0] && slots[0][0] < first) slots.shift();
}

/** The first of the slots that are said to be the last `ms`. */
function firstSlot(now: number, ms: number): number {
  return slotOf(now) - ms / SLOT_MS + 1;
}

/** What was sold in the last 5 and 15 minutes; `from` is when the first slot of these began. */
function recentSales(slots: readonly Slot[], now: number) {
  const [first5, first15] = [firstSlot(now, 5 * MINUTE_MS), firstSlot(now, WINDOW_MS)];
  let [soldIn5, soldIn15, squares] = [0, 0, 0];
  for (const [slot, units, slotSquares] of slots) {
    if (slot >= first5) soldIn5 += units;
    if (slot < first15) continue;
    soldIn15 += units;
    squares += slotSquares;
  }
  return { soldIn5, soldIn15, squares, from: first15 * SLOT_MS };
}
