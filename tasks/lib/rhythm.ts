import type { Clock } from "../../lib/clock.ts";
import { pause } from "./pause.ts";

export interface RhythmOptions {
  clock: Clock;
  /** 60 makes an hour of theirs a minute of ours. */
  speed: number;
  /** Ends it, in the middle of a wait too. */
  signal: AbortSignal;
  /**
   * Most milliseconds it may be behind before it goes on from there instead of catching up (a laptop
   * that slept). Default: it always catches up.
   */
  mostLagMs?: number;
}

/** Most things handed on at once. */
const MOST = 1_000;

/**
 * Hands things on when they fall due, all that are due at once together: a thing of time `at` falls due
 * `(at - first.at) / speed` after the start.
 *
 * @param things In the order of their `at` (ms).
 */
export async function* inRhythm<T extends { at: number }>(
  things: Iterable<T>,
  { clock, speed, signal, mostLagMs = Infinity }: RhythmOptions,
): AsyncGenerator<T[], void, void> {
  let start = clock.now();
  let first: number | null = null;
  let due: T[] = [];
  for (const thing of things) {
    first ??= thing.at;
    const offset = (thing.at - first) / speed;
    if (due.length > 0 && (due.length >= MOST || start + offset > clock.now())) {
      yield due;
      due = [];
    }
    start += excess(clock.now() - start - offset, mostLagMs);
    if (!await waitUntil(start + offset, clock, signal)) return;
    due.push(thing);
  }
  if (due.length > 0) yield due;
}

/** Resolves to false when `signal` ends the wait, or has ended it before. */
async function waitUntil(time: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  for (let ms = time - clock.now(); ms > 0; ms = time - clock.now()) {
    if (!await pause(clock, ms, signal)) return false;
  }
  return !signal.aborted;
}

function excess(lagMs: number, mostLagMs: number): number {
  return lagMs > mostLagMs ? lagMs : 0;
}
