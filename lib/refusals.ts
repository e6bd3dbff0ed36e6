import type { Clock } from "./clock.ts";
import type { ErrorCode } from "./error.ts";
import type { Report } from "./report.ts";

/** A publish that was refused: by which key, as `Keys.labelOf` names it, to which channel and why. */
export interface Refusal {
  key: string;
  /** Null when no channel can have the name that was asked for. */
  channel: string | null;
  reason: ErrorCode;
  /** Names the request of the first of its kind. */
  requestId?: string | undefined;
}

/** How long the same refusal is not told again. */
const QUIET_MS = 60_000;

/** Most kinds of refusals told in that time: somebody who guesses keys must not fill the log. */
const MOST_KINDS = 100;

/** Counts refused publishes, and tells the operator of what is refused: the first of each kind, once a minute. */
export class Refusals {
  /** How many there were since the server started, by reason. */
  readonly counts: Partial<Record<ErrorCode, number>> = {};
  readonly #clock: Clock;
  readonly #report: Report;
  readonly #quietUntil = new Map<string, number>();

  constructor({ clock, report }: { clock: Clock; report: Report }) {
    this.#clock = clock;
    this.#report = report;
  }

  note(refusal: Refusal): void {
    this.counts[refusal.reason] = (this.counts[refusal.reason] ?? 0) + 1;
    const kind = `${refusal.key} ${refusal.channel} ${refusal.reason}`;
    this.tell(kind, "A publish was refused", { ...refusal });
  }

  /** Tells the operator of a refusal, unless one of its kind was told within a minute. */
  tell(kind: string, message: string, facts: Record<string, unknown>): void {
    const now = this.#clock.now();
    for (const [told, until] of this.#quietUntil) {
      if (until > now) break;
      this.#quietUntil.delete(told);
    }
    if (this.#quietUntil.has(kind) || this.#quietUntil.size >= MOST_KINDS) return;
    this.#quietUntil.set(kind, now + QUIET_MS);
    this.#report("warn", `${message}; its like are not told for a minute`, facts);
  }
}
