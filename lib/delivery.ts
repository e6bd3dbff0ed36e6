import { backoffMs } from "./backoff.ts";
import { type Clock, every } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import { nextGroup, type Waiting } from "./grouping.ts";
import type { Notice, Outbox } from "./outbox.ts";
import type { Addressee, Messenger, Outcome } from "./target.ts";

/** A notice that waits for a target. */
export interface Delivery extends Waiting {
  /** How often it was tried. */
  attempts: number;
}

/** A target that nobody else sends to for now, and what it is to be told. */
export interface Taken {
  to: Addressee;
  /** Names this taking. */
  lease: string;
  /** What is due, in the order in which it was posted; of each subject only the first that waits. */
  due: Delivery[];
}

/** What becomes of deliveries that were tried, and of their target, which is let go. */
export interface Settlement {
  target: string;
  lease: string;
  ids: string[];
  /** How the attempt ended; `gone` keeps them waiting and disables the target. */
  result: Outcome["result"];
  /** Why it failed; null when it did not. */
  detail: string | null;
  away: boolean;
  /** When each is tried again, in ms from now, in the order of `ids`; null gives it up. */
  againInMs: (number | null)[];
  /** How long the target is left alone, in ms. */
  restMs: number;
}

/** Where deliveries wait. Methods throw `FlashboardError` `unavailable` when the database is away. */
export interface DeliveryStore {
  /**
   * Takes a target that something is due for, for `leaseMs`; null when there is none. Of all servers
   * one has it.
   */
  take(leaseMs: number): Promise<Taken | null>;
  settle(settlement: Settlement): Promise<void>;
  /** Forgets some of the deliveries that are older than so many ms; false when none was left. */
  forget(ageMs: number): Promise<boolean>;
}

export interface DelivererOptions {
  store: DeliveryStore;
  messenger: Messenger;
  clock: Clock;
  /** Called when the store failed for another reason than that the database is away. */
  onTrouble(error: unknown): void;
  /** From 0 to 1. Default `Math.random`. */
  random?: () => number;
}

/** How often it is looked for what other servers posted, and for what is to be tried again. */
const POLL_MS = 1_000;
/** Longer than a message takes. Once it is over, another server sends what a killed one may have sent. */
const LEASE_MS = 60_000;
/** A target that was away is tried at least so often, as long as something is due for it. */
const LONGEST_REST_MS = 300_000;
/** How long a stop waits for what is being sent. */
const GRACE_MS = 2_000;
const FORGET_EVERY_MS = 3_600_000;
/** Until then a key is known, and what became of an alert is told to those who know of it. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Takes what waits to its targets: of all servers one sends to a target at a time, of each subject in
 * order, and again until it arrives. A server that is killed loses nothing: its lease ends, and another
 * sends the same under the same id.
 */
export class Deliverer implements AsyncDisposable {
  readonly #options: Required<DelivererOptions>;
  readonly #cancels: (() => void)[];
  readonly #sending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #cancelSoon = () => {};
  #running: Promise<void> | null = null;
  #again = false;
  #closing = false;

  constructor(options: DelivererOptions) {
    this.#options = { random: Math.random, ...options };
    const { clock } = options;
    this.#cancels = [
      every(clock, POLL_MS, () => this.wake()),
      every(clock, FORGET_EVERY_MS, () => void this.#try(() => this.#forget())),
    ];
    this.wake();
  }

  /** An outbox that has what is posted to it sent at once. */
  waking(outbox: Outbox): Outbox {
    return {
      post: async (notices: readonly Notice[]) => {
        await outbox.post(notices);
        this.wake();
      },
    };
  }

  /** Looks for what is due now. */
  wake(): void {
    if (this.#closing) return;
    this.#again = true;
    this.#running ??= this.#try(() => this.#run()).finally(() => {
      this.#running = null;
      // Somebody woke it while it was going to sleep.
      if (this.#again) this.wake();
    });
  }

  /**
   * Takes nothing more, and lets what was taken be sent, if that is soon: what is left waits for its
   * lease to end.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancelSoon();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(GRACE_MS, resolve);
    await Promise.race([this.#ended(), late]);
    cancel();
    this.#stop.abort();
  }

  async #ended(): Promise<void> {
    await this.#running;
    await Promise.all(this.#sending);
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      while (!this.#closing) {
        const taken = await this.#options.store.take(LEASE_MS);
        if (taken === null || this.#stop.signal.aborted) break;
        const sending = this.#try(() => this.#send(taken)).finally(() => {
          this.#sending.delete(sending);
          this.wake();
        });
        this.#sending.add(sending);
      }
    }
  }

  async #send({ to, lease, due }: Taken): Promise<void> {
    const { messenger } = this.#options;
    const [first, ...rest] = nextGroup(due, messenger.gathers(to.kind));
    if (first === undefined) return;
    const group = [first, ...rest];
    const notices = [first.notice, ...rest.map(({ notice }) => notice)] as const;
    const message = { id: first.id, notices };
    const outcome = await messenger.send(to, message, this.#stop.signal);
    const settlement = this.#settlementOf(outcome, group);
    await this.#settle({ target: to.id, lease, ids: group.map(({ id }) => id), ...settlement });
    if (settlement.restMs > 0) this.#wakeIn(settlement.restMs);
  }

  #settlementOf(outcome: Outcome, group: readonly Delivery[]) {
    const { result } = outcome;
    const restMs = result === "gone" ? 0 : outcome.restMs;
    const away = result === "failed" && outcome.away;
    const detail = result === "delivered" ? null : outcome.detail;
    const againInMs = group.map(({ attempts }) => {
      const wait = result === "failed" ? backoffMs(attempts + 1, this.#options.random()) : 0;
      return wait === null ? null : Math.max(wait, restMs);
    });
    // While it is away the others need not be tried as well, which would take 15 s each.
    const quiet = away ? Math.min(againInMs[0] ?? LONGEST_REST_MS, LONGEST_REST_MS) : 0;
    return { result, detail, away, againInMs, restMs: Math.max(restMs, quiet) };
  }

  /** What was sent must not be sent again because the database was away meanwhile. */
  async #settle(settlement: Settlement): Promise<void> {
    const { store, clock } = this.#options;
    for (;;) {
      try {
        return await store.settle(settlement);
      } catch (error) {
        if (!isUnavailable(error) || this.#stop.signal.aborted) throw error;
        await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
      }
    }
  }

  async #forget(): Promise<void> {
    while (!this.#stop.signal.aborted && await this.#options.store.forget(KEPT_MS));
  }

  #wakeIn(ms: number): void {
    if (this.#closing) return;
    this.#cancelSoon();
    this.#cancelSoon = this.#options.clock.after(ms, () => this.wake());
  }

  /** Nothing that fails here is lost: it waits in the store. */
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isUnavailable(error) && !this.#stop.signal.aborted) this.#options.onTrouble(error);
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof FlashboardError && error.code === "unavailable";
}
