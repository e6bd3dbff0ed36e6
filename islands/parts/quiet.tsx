import { useEffect } from "preact/hooks";
import { type Signal, useComputed, useSignal } from "@preact/signals";
import { every } from "../../lib/clock.ts";
import { isCurrent } from "../../lib/live.ts";
import { isQuiet, lastOrderAt, usualGap, usualHours } from "../../lib/quiet.ts";
import { type Desk, useDesk } from "./context.ts";
import { fetchPoints } from "./fetch_points.ts";
import { duration, rate } from "./format.ts";

const HOUR_MS = 3_600_000;
/** Silence after which it is asked what is usual, in ms; twice as much for some, so that not all ask at once. */
const WORTH_ASKING_MS = 60_000;

/** Says that nothing was ordered for a while, and whether that is usual at this time of day. */
export function Quiet() {
  const desk = useDesk();
  const { live: { cells, connection }, asOf } = desk;
  const gapMs = useSignal<number | null>(null);
  useEffect(() => learn(desk, gapMs), []);
  const words = useComputed(() => {
    const last = lastOrderAt(cells.recentOrders.value);
    const silence = last === null ? 0 : asOf.value - last;
    if (!isCurrent(connection.value) || !isQuiet(silence, gapMs.value)) return "";
    const usual = gapMs.value === null ? "" : ` Typical for this time: ${rate(gapMs.value)}.`;
    return `No orders for ${duration(silence)}.${usual}`;
  });
  return <p class="quiet">{words}</p>;
}

/** Learns what is usual once it is quiet, and again when the hour is another one. */
function learn({ live, clock, asOf }: Desk, gapMs: Signal<number | null>): () => void {
  const patienceMs = WORTH_ASKING_MS * (1 + Math.random());
  let askedAt = -Infinity;
  return every(clock, 1_000, async () => {
    const now = asOf.peek();
    const last = lastOrderAt(live.cells.recentOrders.peek());
    if (last === null || now - last < patienceMs || now - askedAt < HOUR_MS) return;
    if (document.hidden || !isCurrent(live.connection.peek())) return;
    askedAt = now;
    const orders = await Promise.all(usualHours(now).map(ordersOf)).catch(() => null);
    gapMs.value = orders && usualGap(orders);
  });
}

/** How much was ordered in a stretch of time, by the minute's totals. */
async function ordersOf({ from, to }: { from: number; to: number }): Promise<number> {
  const [start = "", end = ""] = [from, to].map((at) => new Date(at).toISOString());
  const points = await fetchPoints({ from: start, to: end, step: "3600" }, 0);
  return points.reduce((sum, { orders }) => sum + orders, 0);
}
