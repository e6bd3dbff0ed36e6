import type { Clock } from "../../lib/clock.ts";

/** Longest wait a timer takes; a longer one would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits `ms` milliseconds; resolves to false at once when `signal` is aborted first. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (elapsed: boolean) => {
      cancel();
      signal.removeEventListener("abort", abort);
      resolve(elapsed);
    };
    const abort = () => end(false);
    const cancel = clock.after(Math.min(ms, LONGEST_MS), () => end(true));
    signal.addEventListener("abort", abort);
  });
}
