import { effect, type Signal } from "@preact/signals";
import type { Cells } from "../../lib/cells.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Live } from "../../lib/live.ts";

/** What a server says when it is asked for nothing but its headers. */
export interface ServerAnswer {
  status: number;
  /** Which pages it has; null when it does not say. */
  version: string | null;
}

export interface UpkeepOptions {
  live: Pick<Live, "connection" | "stop"> & { cells: Pick<Cells, "ordersToday"> };
  clock: Clock;
  /** The version of this page. */
  version: string;
  /** Set once the server refuses to show this page anything. */
  refused: Signal<boolean>;
  /** Rejects when there is no answer. */
  ask(): Promise<ServerAnswer>;
  /** Loads the page again; called once, and only when the server has just answered. */
  reload(): void;
}

type Verdict = "fine" | "amiss" | "reload";

const PAUSE_MS = { fine: 60_000, amiss: 2_000 };
/** Without an order for this long nobody misses the page for a moment. */
const QUIET_MS = 5_000;
/** A sale that is never quiet keeps an old page no longer than this. */
const MOST_DELAY_MS = 60_000;

/**
 * Does for a page what nobody stands beside it to do: finds out why its stream ended, and loads a newer
 * page in a quiet moment. It asks once a minute, when the connection changes, and every two seconds
 * while something is amiss.
 */
export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #ends: (() => void)[];
  #orderedAt = 0;
  #newerSince: number | null = null;
  /** Counts the times that the server was asked: only the newest answer matters. */
  #round = 0;
  #cancel = () => {};

  constructor(options: UpkeepOptions) {
    const { cells, connection } = options.live;
    this.#options = options;
    this.#ends = [
      effect(() => {
        void cells.ordersToday.value;
        this.#orderedAt = options.clock.now();
      }),
      effect(() => {
        void connection.value;
        void this.#look();
      }),
    ];
  }

  stop(): void {
    this.#round++;
    this.#cancel();
    this.#ends.forEach((end) => end());
  }

  async #look(): Promise<void> {
    const { ask, clock, reload } = this.#options;
    this.#cancel();
    const round = ++this.#round;
    const answer = await ask().catch(() => null);
    if (round !== this.#round) return;
    const verdict = this.#judge(answer);
    if (verdict !== "reload") {
      this.#cancel = clock.after(PAUSE_MS[verdict], () => void this.#look());
      return;
    }
    // A second call would begin the load anew, and never end where that takes longer than a pause.
    this.stop();
    reload();
  }

  #judge(answer: ServerAnswer | null): Verdict {
    const { live, refused, version } = this.#options;
    if (!answer) return "amiss";
    if (answer.status === 401 || answer.status === 403) {
      refused.value = true;
      live.stop();
      return "fine";
    }
    if (answer.status !== 200) return "amiss";
    if (refused.peek()) return "reload";
    const isNewer = answer.version !== null && answer.version !== version;
    return isNewer ? this.#whenQuiet() : this.#asItIs();
  }

  #asItIs(): Verdict {
    this.#newerSince = null;
    return "fine";
  }

  #whenQuiet(): Verdict {
    const now = this.#options.clock.now();
    this.#newerSince ??= now;
    const isQuiet = now - this.#orderedAt >= QUIET_MS;
    return isQuiet || now - this.#newerSince >= MOST_DELAY_MS ? "reload" : "amiss";
  }
}
