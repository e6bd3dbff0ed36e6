import type { Clock } from "../../lib/clock.ts";
import type { Live, LiveState } from "../../lib/live.ts";
import type { Update } from "../../lib/updates.ts";

/** How many updates were replayed after the connection was lost; null when a whole board came instead. */
export type Replayed = number | null;

/** What is replayed comes at once; a slow network may take its time. In ms. */
const REPLAY_MS = 500;
const LOST = new Set<LiveState>(["reconnecting", "stale", "offline", "polling"]);

/** Tells, each time the connection was lost and is back, what was replayed; the answer ends it. */
export function followReturns(
  live: Pick<Live, "connection" | "onUpdate" | "now">,
  clock: Clock,
  tell: (replayed: Replayed) => void,
): () => void {
  let lastAt = live.now();
  let isLost = false;
  let backAt = Infinity;
  let replayed: Replayed = 0;
  let cancel = () => {};

  function note({ at, whole }: Update): void {
    if (isLost && whole) replayed = null;
    // The frame at which the connection was lost comes again, and later ones are news of now.
    if (isLost && replayed !== null && at > lastAt && at <= backAt) replayed++;
    lastAt = Math.max(lastAt, at);
  }

  function end(): void {
    isLost = false;
    tell(replayed);
  }

  function follow(state: LiveState): void {
    if (LOST.has(state)) {
      cancel();
      if (!isLost) replayed = 0;
      isLost = true;
      backAt = Infinity;
    } else if (isLost && backAt === Infinity) {
      backAt = live.now();
      cancel = clock.after(REPLAY_MS, end);
    }
  }

  const ends = [live.onUpdate(note), live.connection.subscribe(follow), () => cancel()];
  return () => ends.forEach((end) => end());
}
