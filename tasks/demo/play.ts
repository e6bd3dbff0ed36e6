import type { Clock } from "../../lib/clock.ts";
import { inRhythm } from "../lib/rhythm.ts";
import type { Moment } from "./sale.ts";

export interface PlayOptions {
  clock: Clock;
  /** Ends it. */
  signal: AbortSignal;
  publish(channel: string, items: readonly unknown[]): Promise<unknown>;
  /** Told what is worth telling the person who watches. */
  tell(line: string): void;
}

/** A laptop that slept does not make up for the orders of the night. */
const MOST_LAG_MS = 5_000;

/** Publishes moments when they fall due; resolves to how many orders were placed. */
export async function play(moments: Iterable<Moment>, options: PlayOptions): Promise<number> {
  const { publish, tell } = options;
  let orders = 0;
  for await (const due of inRhythm(moments, { ...options, speed: 1, mostLagMs: MOST_LAG_MS })) {
    for (const run of runsOf(due)) await publish(run.channel, run.items);
    orders += due.filter(isOrder).length;
    for (const { at, note } of due) if (note !== undefined) tell(`  ${minutes(at)}  ${note}`);
  }
  return orders;
}

/** Neighbours on the same channel share a request; a cancellation must not overtake its order. */
function runsOf(moments: readonly Moment[]): { channel: string; items: unknown[] }[] {
  const runs: { channel: string; items: unknown[] }[] = [];
  for (const { channel, item } of moments) {
    const last = runs.at(-1);
    if (last?.channel === channel) last.items.push(item);
    else runs.push({ channel, items: [item] });
  }
  return runs;
}

function isOrder({ channel, item }: Moment): boolean {
  return channel === "orders" && item.status === undefined;
}

function minutes(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
